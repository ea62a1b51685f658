//! What the C API cannot do, done by functions of JavaScript's own that no script can have changed.
//!
//! They are made in the VM's home realm, which no script sees, when the first of them is wanted.

use std::cell::OnceCell;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::Value;

macro_rules! intrinsics {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// One of the functions and values of the home realm.
        #[derive(Clone, Copy)]
        pub(crate) enum Intrinsic { $($(#[$doc])* $name),* }

        const COUNT: usize = [$(Intrinsic::$name),*].len();

        /// Evaluates to a frozen array of them. Each may use what the first lines have taken out of the realm.
        const SCRIPT: &str = concat!(
            "(function () { 'use strict';\n",
            "const { set, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf, ownKeys, apply } = Reflect;\n",
            "const { keys, freeze } = Object; const { parse } = JSON; const { for: symbolFor, hasInstance } = Symbol;\n",
            "const TheUint8Array = Uint8Array; const TheBigInt = BigInt; const TheSyntaxError = SyntaxError; const TheTypeError = TypeError;\n",
            "const getter = (object, key) => getOwnPropertyDescriptor(object, key)?.get;\n",
            "const descriptionOf = getter(Symbol.prototype, 'description');\n",
            "const copyInto = getPrototypeOf(Uint8Array.prototype).set;\n",
            "return freeze([\n",
            $($code, ",\n",)*
            "]);\n})()",
        );
    };
}

intrinsics! {
    /// `(object, key, value) => boolean`
    Set = "set";
    /// `(object, key, value, writable, enumerable, configurable) => boolean`
    Define = "(object, key, value, writable, enumerable, configurable) => \
              defineProperty(object, key, { __proto__: null, value, writable, enumerable, configurable })";
    /// `(object, key, get, set, enumerable, configurable) => boolean`
    DefineAccessor = "(object, key, get, set, enumerable, configurable) => \
                      defineProperty(object, key, { __proto__: null, get, set, enumerable, configurable })";
    /// `object => string[]`: its own enumerable ones
    Keys = "keys";
    /// `(object, key) => boolean`
    HasOwn = "(object, key) => getOwnPropertyDescriptor(object, key) !== undefined";
    /// `object => (string | symbol)[]`
    OwnKeys = "ownKeys";
    /// `object => object | null`
    GetPrototype = "getPrototypeOf";
    /// `(object, prototype) => boolean`
    SetPrototype = "setPrototypeOf";
    /// `(value, object) => boolean`: `instanceof` an object that is no function
    InstanceOf = "(value, object) => { const test = object[hasInstance]; return test == null ? false : !!apply(test, object, [value]); }";
    /// `(symbol) => string | undefined`
    Description = "(symbol) => apply(descriptionOf, symbol, [])";
    /// `key => symbol`
    SymbolFor = "(key) => symbolFor(key)";
    /// `text => bigint`
    BigInt = "(text) => TheBigInt(text)";
    /// `text => string`: what is wrong with a text that is no JSON
    JsonProblem = "(text) => { try { parse(text); return ''; } catch (e) { return e instanceof TheSyntaxError ? e.message : ''; } }";
    /// `(target, targetOffset, source, sourceOffset, length) => boolean`: copies bytes from one buffer to another; false if one is detached
    Copy = "(target, targetOffset, source, sourceOffset, length) => { \
            let to, from; \
            try { to = new TheUint8Array(target, targetOffset, length); from = new TheUint8Array(source, sourceOffset, length); } \
            catch (e) { if (e instanceof TheTypeError) return false; throw e; } \
            apply(copyInto, to, [from]); return true; }";
    /// `(this: promise, onFulfilled, onRejected) => promise`
    Then = "Promise.prototype.then";
    /// A `BigInt64Array`, for a look at how the engine calls its type.
    BigInt64Array = "new BigInt64Array(0)";
    SymbolIterator = "Symbol.iterator";
    SymbolAsyncIterator = "Symbol.asyncIterator";
    SymbolHasInstance = "Symbol.hasInstance";
    SymbolToPrimitive = "Symbol.toPrimitive";
    SymbolToStringTag = "Symbol.toStringTag";
    SymbolSpecies = "Symbol.species";
    SymbolUnscopables = "Symbol.unscopables";
    SymbolIsConcatSpreadable = "Symbol.isConcatSpreadable";
    SymbolMatch = "Symbol.match";
    SymbolMatchAll = "Symbol.matchAll";
    SymbolReplace = "Symbol.replace";
    SymbolSearch = "Symbol.search";
    SymbolSplit = "Symbol.split";
}

/// The intrinsics of a VM, rooted by a property of the home realm's global object that cannot be changed.
#[derive(Default)]
pub(crate) struct Intrinsics {
    values: OnceCell<[raw::JSValueRef; COUNT]>,
}

impl Scope {
    /// An intrinsic.
    ///
    /// # Errors
    /// On first use: [`Error::Interrupted`], or an exception if the stack is nearly full.
    #[inline]
    pub(crate) fn intrinsic(&self, which: Intrinsic) -> Result<raw::JSValueRef> {
        let values = &self.vm().intrinsics.values;
        let values = match values.get() {
            Some(values) => values,
            None => {
                let made = self.make_intrinsics()?;
                values.get_or_init(|| made)
            }
        };
        Ok(values[which as usize])
    }

    /// Calls an intrinsic function. What it throws is of the home realm unless code of the caller's threw it.
    pub(crate) fn call_intrinsic(
        &self,
        which: Intrinsic,
        arguments: &[raw::JSValueRef],
    ) -> Result<Local<'_, Value>> {
        let function = self.intrinsic(which)?.cast_mut();
        let value = self.check(|context, exception| {
            // SAFETY: a live context; the intrinsics called are functions, and rooted; the caller's values are alive; NULL stands for the
            // global object as `this`, which none of them looks at.
            unsafe {
                let this = std::ptr::null_mut();
                raw::JSObjectCallAsFunction(
                    context,
                    function,
                    this,
                    arguments.len(),
                    arguments.as_ptr(),
                    exception,
                )
            }
        })?;
        if value.is_null() {
            return Err(Error::Engine("an intrinsic is not a function"));
        }
        // SAFETY: the call has returned a value.
        Ok(unsafe { self.local(value) })
    }

    #[cold]
    fn make_intrinsics(&self) -> Result<[raw::JSValueRef; COUNT]> {
        let home = self.vm().home();
        let code = RawString::new(SCRIPT)?;
        let name = RawString::new("jsc intrinsics")?;
        let array = self.check(|_, exception| {
            // SAFETY: the home context lives as long as the VM, and the string outlives the call; NULLs are allowed.
            unsafe {
                raw::JSEvaluateScript(
                    home,
                    code.as_raw(),
                    std::ptr::null_mut(),
                    std::ptr::null_mut(),
                    1,
                    exception,
                )
            }
        })?;
        // SAFETY: a value that the engine has just returned.
        let array = unsafe { self.local::<Value>(array) };
        self.check(|_, exception| {
            // SAFETY: live values of one VM. The property is new, so it is defined with the attributes and stays for ever.
            unsafe {
                let global = raw::JSContextGetGlobalObject(home);
                let attributes = raw::kJSPropertyAttributeReadOnly
                    | raw::kJSPropertyAttributeDontEnum
                    | raw::kJSPropertyAttributeDontDelete;
                raw::JSObjectSetProperty(
                    home,
                    global,
                    name.as_raw(),
                    array.as_raw(),
                    attributes,
                    exception,
                );
            }
        })?;
        let root = self.check(|_, exception| {
            // SAFETY: as above.
            unsafe {
                let global = raw::JSContextGetGlobalObject(home);
                raw::JSObjectGetProperty(home, global, name.as_raw(), exception)
            }
        })?;
        // If it was made before (by a call that was interrupted here), those are the ones that are rooted.
        // SAFETY: a value that the engine has just returned.
        let root = unsafe { self.local::<Value>(root) };
        let mut values = [std::ptr::null(); COUNT];
        for (index, value) in (0..).zip(&mut values) {
            *value = self.check(|_, exception| {
                // SAFETY: the root is the frozen array made above or its like; its elements stay in it for ever.
                unsafe {
                    raw::JSObjectGetPropertyAtIndex(home, root.as_raw_object(), index, exception)
                }
            })?;
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vm;

    #[test]
    fn all_are_what_they_are_called_as() {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        context
            .enter(|scope| {
                scope.intrinsic(Intrinsic::Set)?;
                for (index, &raw) in scope
                    .vm()
                    .intrinsics
                    .values
                    .get()
                    .unwrap()
                    .iter()
                    .enumerate()
                {
                    // SAFETY: rooted by the home realm.
                    let value = unsafe { scope.local::<Value>(raw) };
                    let expected = match index {
                        _ if index < Intrinsic::BigInt64Array as usize => "function",
                        _ if index == Intrinsic::BigInt64Array as usize => "object",
                        _ => "symbol",
                    };
                    assert_eq!(value.type_name(scope), expected, "intrinsic {index}");
                }
                Ok(())
            })
            .unwrap();
    }
}
