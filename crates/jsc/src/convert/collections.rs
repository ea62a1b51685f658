//! Lists and maps.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::{FromJs, IntoJs, type_error};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::scope::Scope;
use crate::value::{Array, Object, Value};

/// An element that is there: the hole of a sparse array is no value of any type.
fn element<'s>(scope: &'s Scope, array: Local<'s, Array>, index: u32) -> Result<Local<'s, Value>> {
    let value = array.get_index(scope, index)?;
    // Without this, a script could have us read the four billion elements of `new Array(2 ** 32 - 1)`.
    if value.is_undefined(scope) && !array.has(scope, index)? {
        return Err(Error::Type {
            expected: "element",
            found: format!("hole at index {index}"),
        });
    }
    Ok(value)
}

impl<'s, T: FromJs<'s>> FromJs<'s> for Vec<T> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Vec<T>> {
        let array = value
            .cast::<Array>(scope)
            .map_err(|_| type_error(scope, "array", value))?;
        let length = array.len(scope)?;
        let mut elements = Vec::new();
        for index in 0..length {
            elements.push(T::from_js(scope, element(scope, array, index)?)?);
        }
        Ok(elements)
    }
}

impl<'s, T: IntoJs<'s>> IntoJs<'s> for Vec<T> {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.array_from(self)?.into_value())
    }
}

impl<'s, 'a, T> IntoJs<'s> for &'a [T]
where
    &'a T: IntoJs<'s>,
{
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.array_from(self)?.into_value())
    }
}

impl<'s, 'a, T> IntoJs<'s> for &'a Vec<T>
where
    &'a T: IntoJs<'s>,
{
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.array_from(self)?.into_value())
    }
}

/// Plain values behind references, so that slices of them convert.
macro_rules! by_copy {
    ($($type:ty)*) => {$(
        impl<'s> IntoJs<'s> for &$type {
            #[inline]
            fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
                (*self).into_js(scope)
            }
        }
    )*};
}

by_copy! { bool char f32 f64 i8 u8 i16 u16 i32 u32 i64 u64 i128 u128 isize usize &str }

impl<'s, T: FromJs<'s>, const N: usize> FromJs<'s> for [T; N] {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<[T; N]> {
        let array = fixed_array(scope, value, N)?;
        let elements = (0..)
            .take(N)
            .map(|index| T::from_js(scope, element(scope, array, index)?))
            .collect::<Result<Vec<T>>>()?;
        elements
            .try_into()
            .map_err(|_| Error::Engine("a getter changed an array while it was converted"))
    }
}

impl<'s, T: IntoJs<'s>, const N: usize> IntoJs<'s> for [T; N] {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        Ok(scope.array_from(self)?.into_value())
    }
}

fn fixed_array<'s>(
    scope: &Scope,
    value: Local<'s, Value>,
    length: usize,
) -> Result<Local<'s, Array>> {
    let array = value
        .cast::<Array>(scope)
        .map_err(|_| type_error(scope, "array", value))?;
    let found = array.len(scope)?;
    if found as usize == length {
        Ok(array)
    } else {
        Err(Error::Type {
            expected: "array of another length",
            found: format!("{found} elements where {length} belong"),
        })
    }
}

macro_rules! tuples {
    ($($length:literal: $($name:ident $index:tt)*;)*) => {$(
        impl<'s, $($name: FromJs<'s>),*> FromJs<'s> for ($($name,)*) {
            fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
                let array = fixed_array(scope, value, $length)?;
                Ok(($($name::from_js(scope, element(scope, array, $index)?)?,)*))
            }
        }

        impl<'s, $($name: IntoJs<'s>),*> IntoJs<'s> for ($($name,)*) {
            fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
                Ok(scope.array(&[$(self.$index.into_js(scope)?),*])?.into_value())
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}

fn entries<'s, T: FromJs<'s>, M: FromIterator<(String, T)>>(
    scope: &'s Scope,
    value: Local<'s, Value>,
) -> Result<M> {
    let object = value
        .cast::<Object>(scope)
        .map_err(|_| type_error(scope, "object", value))?;
    let keys = object.keys(scope)?;
    keys.into_iter()
        .map(|key| {
            let value = T::from_js(scope, object.get(scope, &key)?)?;
            Ok((key, value))
        })
        .collect()
}

fn object_of<'s, K: AsRef<str>, T: IntoJs<'s>>(
    scope: &'s Scope,
    entries: impl IntoIterator<Item = (K, T)>,
) -> Result<Local<'s, Value>> {
    let object = scope.object();
    for (key, value) in entries {
        object.put_new(scope, key.as_ref(), value)?;
    }
    Ok(object.into_value())
}

impl<'s, K: From<String> + Eq + Hash, T: FromJs<'s>, S: BuildHasher + Default> FromJs<'s>
    for HashMap<K, T, S>
{
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        let entries: Vec<(String, T)> = entries(scope, value)?;
        Ok(entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect())
    }
}

/// A plain object; its properties come in the order of the map.
impl<'s, K: AsRef<str>, T: IntoJs<'s>, S> IntoJs<'s> for HashMap<K, T, S> {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        object_of(scope, self)
    }
}

impl<'s, K: From<String> + Ord, T: FromJs<'s>> FromJs<'s> for BTreeMap<K, T> {
    fn from_js(scope: &'s Scope, value: Local<'s, Value>) -> Result<Self> {
        let entries: Vec<(String, T)> = entries(scope, value)?;
        Ok(entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect())
    }
}

/// A plain object; its properties come in the order of the map (but numeric ones first, as always in JavaScript).
impl<'s, K: AsRef<str>, T: IntoJs<'s>> IntoJs<'s> for BTreeMap<K, T> {
    fn into_js(self, scope: &'s Scope) -> Result<Local<'s, Value>> {
        object_of(scope, self)
    }
}
