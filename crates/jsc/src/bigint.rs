//! BigInts.

use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::BigInt;

impl Scope {
    /// Makes a BigInt.
    ///
    /// ```
    /// # let vm = jsc::Vm::new()?;
    /// # vm.new_context()?.enter(|scope| {
    /// let big = scope.bigint(i128::from(u64::MAX) + 1)?;
    /// assert_eq!(big.to_decimal(scope)?, "18446744073709551616");
    /// # Ok(()) })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// None that this method makes: see [`bigint_from_decimal`](Self::bigint_from_decimal).
    #[doc(alias("JSBigIntCreateWithInt64", "JSBigIntCreateWithUInt64"))]
    pub fn bigint(&self, number: impl Into<i128>) -> Result<Local<'_, BigInt>> {
        // Through text, because the C API's constructors came late (macOS 15).
        self.bigint_from_decimal(&number.into().to_string())
    }

    /// Makes a BigInt of a decimal number, or one with a prefix of JavaScript's (`0x`, `0o`, `0b`).
    ///
    /// # Errors
    /// [`Error::Exception`] with a `SyntaxError` if the text is no integer, or a `RangeError` if it is too large for the engine
    /// (2²⁰ bits).
    #[doc(alias = "JSBigIntCreateWithString")]
    pub fn bigint_from_decimal(&self, text: &str) -> Result<Local<'_, BigInt>> {
        let text = self.string(text)?;
        self.call_intrinsic(Intrinsic::BigInt, &[text.as_raw()])?
            .cast(self)
    }
}

impl<'s> Local<'s, BigInt> {
    /// The number's decimal digits.
    ///
    /// # Errors
    /// A `RangeError` if the engine has no memory for them.
    pub fn to_decimal(self, scope: &Scope) -> Result<String> {
        scope.to_raw_string(self.into_value())?.to_utf8()
    }

    /// The number, if it fits.
    ///
    /// # Errors
    /// [`Error::Range`] if it does not; those of [`to_decimal`](Self::to_decimal).
    #[doc(alias("JSValueToInt64", "JSValueToUInt64"))]
    pub fn to_integer<T: TryFrom<i128>>(self, scope: &Scope) -> Result<T> {
        let digits = self.to_decimal(scope)?;
        let number = digits
            .parse::<i128>()
            .ok()
            .and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| Error::Range {
            number: digits.parse().unwrap_or(f64::NAN),
            target: std::any::type_name::<T>(),
        })
    }
}
