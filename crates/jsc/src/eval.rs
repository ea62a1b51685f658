//! Running scripts.

use crate::error::Result;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;

/// Where a script comes from: what stacks and errors call it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// A URL or path, or any other text.
    pub name: &'t str,
    /// The number of its first line, from 1.
    pub first_line: u32,
}

impl<'t> Source<'t> {
    /// A source with a name, whose lines count from 1.
    pub fn named(name: &'t str) -> Source<'t> {
        Source {
            name,
            first_line: 1,
        }
    }
}

impl Scope {
    /// Runs a script (not a module) in the realm and gives its completion value.
    ///
    /// `let`, `const` and `class` at the top level stay in the realm's scope, as between `<script>` elements.
    ///
    /// # Errors
    /// [`Error::Exception`](crate::Error::Exception): a `SyntaxError`, or whatever the script threw.
    #[doc(alias = "JSEvaluateScript")]
    pub fn eval(&self, code: &str) -> Result<Local<'_, Value>> {
        self.eval_raw(code, None, 1)
    }

    /// Like [`eval`](Self::eval), with a name and first line for stacks.
    ///
    /// # Errors
    /// As [`eval`](Self::eval).
    pub fn eval_from(&self, code: &str, source: Source<'_>) -> Result<Local<'_, Value>> {
        self.eval_raw(code, Some(&RawString::new(source.name)?), source.first_line)
    }

    fn eval_raw(
        &self,
        code: &str,
        name: Option<&RawString>,
        line: u32,
    ) -> Result<Local<'_, Value>> {
        let code = RawString::new(code)?;
        let name = name.map_or(std::ptr::null_mut(), RawString::as_raw);
        let line = i32::try_from(line).unwrap_or(i32::MAX);
        let value = self.check(|context, exception| {
            // SAFETY: the context is live, both strings outlive the call, NULL stands for the global object.
            unsafe {
                raw::JSEvaluateScript(
                    context,
                    code.as_raw(),
                    std::ptr::null_mut(),
                    name,
                    line,
                    exception,
                )
            }
        })?;
        // SAFETY: without an exception the engine returns a value.
        Ok(unsafe { self.local(value) })
    }
}
