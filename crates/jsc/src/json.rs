//! JSON.

use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;

impl Scope {
    /// Makes a value of JSON text: `JSON.parse(text)`, whatever scripts have done to `JSON`.
    ///
    /// # Errors
    /// [`Error::Json`] if the text is no JSON.
    #[doc(alias = "JSValueMakeFromJSONString")]
    pub fn json_parse(&self, text: &str) -> Result<Local<'_, Value>> {
        let string = RawString::new(text)?;
        // SAFETY: the context is live and the string outlives the call.
        let value = unsafe { raw::JSValueMakeFromJSONString(self.raw(), string.as_raw()) };
        if value.is_null() {
            return Err(self.json_problem(&string));
        }
        // SAFETY: the engine has just returned it.
        Ok(unsafe { self.local(value) })
    }

    /// The C function does not say what is wrong; the language's does.
    #[cold]
    fn json_problem(&self, text: &RawString) -> Error {
        let problem = || {
            self.flush_exception()?;
            let text = self.string_from_raw(text);
            self.call_intrinsic(Intrinsic::JsonProblem, &[text.as_raw()])?
                .to::<String>(self)
        };
        match problem() {
            Ok(message) if message.is_empty() => Error::Json {
                message: "JSON Parse error".to_owned(),
            },
            Ok(message) => Error::Json { message },
            Err(error) => error,
        }
    }
}

impl<'s> Local<'s, Value> {
    /// The value as JSON: `JSON.stringify(value)`; `None` for what has no JSON, like `undefined` and functions.
    ///
    /// May run JavaScript: getters and `toJSON`.
    ///
    /// # Errors
    /// What they throw, and a `TypeError` for circular structures and BigInts.
    #[doc(alias = "JSValueCreateJSONString")]
    pub fn to_json(self, scope: &Scope) -> Result<Option<String>> {
        self.to_json_indented(scope, 0)
    }

    /// Like [`to_json`](Self::to_json), on several lines, with `indent` blanks (at most 10) for each level.
    ///
    /// # Errors
    /// As [`to_json`](Self::to_json).
    pub fn to_json_indented(self, scope: &Scope, indent: u32) -> Result<Option<String>> {
        let string = scope.check(|context, exception| {
            // SAFETY: a live context and value.
            unsafe { raw::JSValueCreateJSONString(context, self.as_raw(), indent, exception) }
        })?;
        // SAFETY: a `Create` function gives +1, or NULL for what has no JSON.
        let string = unsafe { RawString::from_retained(string) };
        // JSON escapes lone surrogates, so this is always Unicode text.
        string.map(|string| string.to_utf8()).transpose()
    }
}
