//! Text.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::{FromJs, IntoJs, type_error};
use crate::error::Result;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::{JsString, Value};

impl<'s> FromJs<'s> for String {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<String> {
        if value.is::<JsString>(scope) {
            scope.to_raw_string(value)?.to_utf8()
        } else {
            Err(type_error(scope, "string", value))
        }
    }
}

impl<'s> FromJs<'s> for char {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<char> {
        let text = String::from_js(scope, value)?;
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(crate::error::Error::Type {
                expected: "string of one character",
                found: format!("string of {}", text.chars().count()),
            }),
        }
    }
}

macro_rules! text_into_js {
    ($($text:ty)*) => {$(
        impl<'s> IntoJs<'s> for $text {
            #[inline]
            fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
                Ok(scope.string(&self)?.into_value())
            }
        }
    )*};
}

text_into_js! { &str String &String Cow<'_, str> Box<str> Rc<str> Arc<str> }

macro_rules! text_from_js {
    ($($text:ty)*) => {$(
        impl<'s> FromJs<'s> for $text {
            fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<$text> {
                String::from_js(scope, value).map(Into::into)
            }
        }
    )*};
}

text_from_js! { Box<str> Rc<str> Arc<str> }

impl<'s> IntoJs<'s> for char {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        let mut buffer = [0; 4];
        Ok(scope.string(self.encode_utf8(&mut buffer))?.into_value())
    }
}
