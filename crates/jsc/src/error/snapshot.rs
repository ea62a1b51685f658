//! Reading what was thrown. Anything can be thrown: proxies, objects whose getters throw, symbols, strings of a gigabyte.

use std::ptr;
use std::sync::OnceLock;

use crate::error::exception::{Exception, Snapshot};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;

/// Longest text that is copied: in UTF-16 code units, and of longer ones as many bytes of UTF-8.
const LONGEST_TEXT: usize = 64 * 1024;
/// How deep chains of causes are followed.
const DEEPEST_CAUSE: usize = 8;
/// How many members of an `AggregateError` are looked at.
const MOST_ERRORS: u32 = 16;

/// Makes an exception of a thrown value.
///
/// # Errors
/// [`Error::Interrupted`] if an interrupter ended a getter that this called.
pub(super) fn take(scope: &Scope, thrown: Local<'_, Value>) -> Result<Exception> {
    // Exceptions that were dropped meanwhile have left their roots behind; a loop that throws and catches in one scope must not pile them up.
    scope.vm().drain_releases();
    let mut snapshot = scope.nested(|scope| {
        let mut reader = Reader {
            scope,
            interrupted: false,
        };
        let snapshot = reader.snapshot(thrown.as_raw(), DEEPEST_CAUSE);
        if reader.interrupted {
            Err(Error::Interrupted)
        } else {
            Ok(snapshot)
        }
    })?;
    snapshot.value = Some(thrown.protect(scope).into_send());
    Ok(Exception::new(snapshot))
}

/// The property names that are asked for.
struct Names {
    name: RawString,
    message: RawString,
    stack: RawString,
    source: RawString,
    line: RawString,
    column: RawString,
    cause: RawString,
    errors: RawString,
    length: RawString,
    description: RawString,
}

// SAFETY: strings of the C API are immutable and atomically counted. The engine makes property names of them by copying the characters
// (`OpaqueJSString::identifier`), so that no thread's table of names ever holds a shared one.
unsafe impl Send for Names {}
// SAFETY: as above.
unsafe impl Sync for Names {}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let new = |text| RawString::new(text).expect("a short string is not too long");
        Names {
            name: new("name"),
            message: new("message"),
            stack: new("stack"),
            source: new("sourceURL"),
            line: new("line"),
            column: new("column"),
            cause: new("cause"),
            errors: new("errors"),
            length: new("length"),
            description: new("description"),
        }
    })
}

/// Reads properties without ever failing: what a getter throws counts as absent.
///
/// Raw calls throughout: `Scope::check` would make an exception of what a getter throws, which has getters in turn.
struct Reader<'s> {
    scope: &'s Scope,
    /// An interrupter ended a getter; nothing more is run.
    interrupted: bool,
}

impl Reader<'_> {
    fn snapshot(&mut self, thrown: raw::JSValueRef, depth: usize) -> Snapshot {
        let names = names();
        if !self.is_object(thrown) {
            return Snapshot {
                message: self.text(thrown).unwrap_or_default(),
                ..Snapshot::default()
            };
        }
        let object = thrown.cast_mut();
        let message = self
            .get(object, &names.message)
            .and_then(|message| self.text(message));
        let name = self
            .get(object, &names.name)
            .and_then(|name| self.text(name));
        // Functions and classes have a name, too, but no message.
        let (name, message) = match (name, message) {
            (name, Some(message)) => (name.unwrap_or_default(), message),
            (_, None) => (
                String::new(),
                self.display(thrown).unwrap_or_else(|| self.kind(thrown)),
            ),
        };
        let mut snapshot = Snapshot {
            name,
            message,
            stack: self
                .get(object, &names.stack)
                .and_then(|stack| self.string(stack)),
            source: self
                .get(object, &names.source)
                .and_then(|source| self.string(source)),
            line: self
                .get(object, &names.line)
                .and_then(|line| self.position(line)),
            column: self
                .get(object, &names.column)
                .and_then(|column| self.position(column)),
            ..Snapshot::default()
        };
        if depth > 0 {
            snapshot.cause = self
                .get(object, &names.cause)
                .map(|cause| Exception::new(self.snapshot(cause, depth - 1)));
            // Not deeper: sixteen errors with sixteen errors each, eight deep, are four billion.
            snapshot.errors = self.members(object, names);
        }
        snapshot
    }

    /// What an `AggregateError` collects.
    fn members(&mut self, object: raw::JSObjectRef, names: &Names) -> Vec<Exception> {
        // SAFETY: the predicate takes a live context and any value.
        let array = self
            .get(object, &names.errors)
            .filter(|&errors| unsafe { raw::JSValueIsArray(self.scope.raw(), errors) });
        let Some(array) = array else {
            return Vec::new();
        };
        let length = self
            .get(array.cast_mut(), &names.length)
            .and_then(|length| self.position(length))
            .unwrap_or(0);
        (0..length.min(MOST_ERRORS))
            .filter_map(|index| {
                let member = self.call(|context, exception| {
                    // SAFETY: a live context, a live array.
                    unsafe {
                        raw::JSObjectGetPropertyAtIndex(context, array.cast_mut(), index, exception)
                    }
                })?;
                Some(Exception::new(self.snapshot(member, 0)))
            })
            .collect()
    }

    /// A property, rooted; `None` if it is undefined, or its getter throws.
    fn get(&mut self, object: raw::JSObjectRef, name: &RawString) -> Option<raw::JSValueRef> {
        self.call(|context, exception| {
            // SAFETY: a live context, a live object; the name outlives the call.
            unsafe { raw::JSObjectGetProperty(context, object, name.as_raw(), exception) }
        })
    }

    /// Calls what may run JavaScript; `None` if it throws, or gives `undefined`.
    fn call(
        &mut self,
        f: impl FnOnce(raw::JSContextRef, *mut raw::JSValueRef) -> raw::JSValueRef,
    ) -> Option<raw::JSValueRef> {
        if self.interrupted {
            return None;
        }
        let mut exception = ptr::null();
        let value = f(self.scope.raw(), &raw mut exception);
        if self.threw(exception) {
            return None;
        }
        // SAFETY: the predicate takes a live context and any value.
        if value.is_null() || unsafe { raw::JSValueIsUndefined(self.scope.raw(), value) } {
            return None;
        }
        // SAFETY: the engine has just handed it out.
        Some(unsafe { self.scope.local::<Value>(value) }.as_raw())
    }

    /// Looks after what a call has left behind, and says whether it threw.
    fn threw(&mut self, exception: raw::JSValueRef) -> bool {
        let vm = self.scope.vm();
        self.interrupted = !exception.is_null() && vm.interrupts.is_terminating();
        vm.resume_panic();
        !exception.is_null()
    }

    fn is_object(&self, value: raw::JSValueRef) -> bool {
        // SAFETY: the predicate takes a live context and any value.
        unsafe { raw::JSValueIsObject(self.scope.raw(), value) }
    }

    /// The text of a primitive; `None` for objects, whose conversion is theirs to define.
    fn text(&mut self, value: raw::JSValueRef) -> Option<String> {
        if self.is_object(value) {
            return None;
        }
        // SAFETY: the predicate takes a live context and any value.
        if unsafe { raw::JSValueIsSymbol(self.scope.raw(), value) } {
            let object = self.call(|context, exception| {
                // SAFETY: a live context and value.
                unsafe { raw::JSValueToObject(context, value, exception) }.cast_const()
            })?;
            let description = self
                .get(object.cast_mut(), &names().description)
                .and_then(|text| self.string(text));
            return Some(format!("Symbol({})", description.unwrap_or_default()));
        }
        self.display(value)
    }

    /// A string's text.
    fn string(&mut self, value: raw::JSValueRef) -> Option<String> {
        // SAFETY: the predicate takes a live context and any value.
        if unsafe { raw::JSValueIsString(self.scope.raw(), value) } {
            self.display(value)
        } else {
            None
        }
    }

    /// What `String(value)` gives; may run JavaScript.
    fn display(&mut self, value: raw::JSValueRef) -> Option<String> {
        if self.interrupted {
            return None;
        }
        let mut exception = ptr::null();
        // SAFETY: a live context and value. Returns +1 or NULL.
        let string = unsafe {
            RawString::from_retained(raw::JSValueToStringCopy(
                self.scope.raw(),
                value,
                &raw mut exception,
            ))
        };
        if self.threw(exception) {
            return None;
        }
        string.map(|string| text_of(&string))
    }

    /// What stands for an object that cannot be shown.
    fn kind(&self, value: raw::JSValueRef) -> String {
        // SAFETY: alive, because the thrown value is or refers to it.
        unsafe { self.scope.local::<Value>(value) }
            .type_name(self.scope)
            .to_owned()
    }

    /// A line, column or count.
    fn position(&self, value: raw::JSValueRef) -> Option<u32> {
        // SAFETY: a live context and value; converting a number runs no code.
        let number = unsafe {
            raw::JSValueIsNumber(self.scope.raw(), value)
                .then(|| raw::JSValueToNumber(self.scope.raw(), value, ptr::null_mut()))?
        };
        (number >= 1.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0)
            .then_some(number as u32)
    }
}

/// A string's text, or the beginning of a long one, for which the engine is not made to convert all of it.
fn text_of(string: &RawString) -> String {
    // SAFETY: a live string.
    let length = unsafe { raw::JSStringGetLength(string.as_raw()) };
    if length <= LONGEST_TEXT {
        return string.to_utf8_lossy();
    }
    let mut buffer = vec![0_u8; LONGEST_TEXT + 1];
    // SAFETY: writes at most that many bytes, the last of them a NUL, and says how many.
    let written = unsafe {
        raw::JSStringGetUTF8CString(string.as_raw(), buffer.as_mut_ptr().cast(), buffer.len())
    };
    buffer.truncate(written.saturating_sub(1));
    String::from_utf8_lossy(&buffer).into_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vm;

    /// With the engine's default every exception that leaves the C API costs a native backtrace, some 36 µs.
    #[test]
    fn exceptions_cost_no_native_backtrace() {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        let Some(includes) = vm
            .inner
            .capabilities()
            .JSGlobalContextGetIncludesNativeCallStackWhenReportingExceptions
        else {
            return;
        };
        for context in [context.raw().cast_mut(), vm.inner.home()] {
            // SAFETY: both contexts are alive.
            assert!(!unsafe { includes(context) });
        }
    }

    #[test]
    fn the_beginning_of_a_long_text_is_whole_characters() {
        let text = |text: &str| text_of(&RawString::new(text).unwrap());
        assert_eq!(text(&"a".repeat(LONGEST_TEXT)), "a".repeat(LONGEST_TEXT));
        assert_eq!(
            text(&"a".repeat(LONGEST_TEXT + 1)),
            "a".repeat(LONGEST_TEXT) + "…"
        );
        let crabs = text(&"🦀".repeat(LONGEST_TEXT));
        assert_eq!(crabs, "🦀".repeat(LONGEST_TEXT / 4) + "…");
    }
}
