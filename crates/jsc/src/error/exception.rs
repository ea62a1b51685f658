//! [`Exception`]: a picture of what JavaScript threw.

use std::fmt;

use crate::error::Error;
use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;

/// What JavaScript threw, as plain data.
#[derive(Clone, Debug)]
pub struct Exception {
    message: String,
}

impl Exception {
    pub(crate) fn snapshot(_scope: &Scope, _thrown: Local<'_, Value>) -> Exception {
        Exception { message: String::new() }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

pub(crate) fn to_js<'s>(_error: &Error, scope: &'s Scope) -> Local<'s, Value> {
    scope.undefined()
}
