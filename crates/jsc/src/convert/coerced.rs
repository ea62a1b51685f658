//! Conversion with coercion, as JavaScript does it.

use super::{FromJs, IntoJs};
use crate::error::Result;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;

/// A value that was converted as JavaScript converts: `Coerced<f64>` is `Number(value)` (but takes BigInts' values without complaint),
/// `Coerced<i32>` is `value | 0`, `Coerced<u32>` is `value >>> 0`, `Coerced<bool>` is `!!value`, and `Coerced<String>` is `` `${value}` ``.
///
/// The conversion of an object runs JavaScript (`valueOf`, `toString`, `Symbol.toPrimitive`), which may throw.
///
/// ```
/// use jsc::Coerced;
/// # let vm = jsc::Vm::new()?;
/// # vm.new_context()?.enter(|scope| {
/// let Coerced(number) = scope.eval("'0x10'")?.to::<Coerced<f64>>(scope)?;
/// assert_eq!(number, 16.0);
/// # Ok(()) })?;
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coerced<T>(pub T);

impl<'s> FromJs<'s> for Coerced<f64> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        value.to_number(scope).map(Coerced)
    }
}

impl<'s> FromJs<'s> for Coerced<i32> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        Ok(Coerced(modulo_2_32(value.to_number(scope)?) as i32))
    }
}

impl<'s> FromJs<'s> for Coerced<u32> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        Ok(Coerced(modulo_2_32(value.to_number(scope)?)))
    }
}

impl<'s> FromJs<'s> for Coerced<bool> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        Ok(Coerced(value.to_boolean(scope)))
    }
}

impl<'s> FromJs<'s> for Coerced<String> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        scope.to_raw_string(value)?.to_utf8().map(Coerced)
    }
}

impl<'s, T: IntoJs<'s>> IntoJs<'s> for Coerced<T> {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        self.0.into_js(scope)
    }
}

/// ECMA-262's ToUint32: the integral part modulo 2³², 0 for NaN and the infinities.
fn modulo_2_32(number: f64) -> u32 {
    if !number.is_finite() {
        return 0;
    }
    // Exact: a remainder of integral doubles is one, and it is below 2³².
    number.trunc().rem_euclid(4_294_967_296.0) as u32
}

#[cfg(test)]
mod tests {
    use super::modulo_2_32;

    #[test]
    fn numbers_wrap_as_in_javascript() {
        let table = [
            (0.0, 0),
            (-0.0, 0),
            (1.9, 1),
            (-1.9, u32::MAX),
            (-1.0, u32::MAX),
            (4_294_967_296.0, 0),
            (4_294_967_297.0, 1),
            (2_147_483_648.0, 0x8000_0000),
            (-2_147_483_649.0, 0x7fff_ffff),
            (1e300, 0),
            (9_007_199_254_740_991.0, u32::MAX),
            (f64::NAN, 0),
            (f64::INFINITY, 0),
            (f64::MIN_POSITIVE, 0),
        ];
        for (number, expected) in table {
            assert_eq!(modulo_2_32(number), expected, "{number}");
        }
    }
}
