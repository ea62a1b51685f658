//! What a list of functions becomes: a struct of function pointers, its look-up, its names.

/// Defines a struct with one `Option<fn>` for each function in the list.
macro_rules! symbol_table {
    (
        $(#[$table_doc:meta])*
        pub struct $table:ident;
        c { $($(#[$c_doc:meta])* $c:ident($($c_arg:ident: $c_ty:ty),*) $(-> $c_ret:ty)?;)* }
        cpp {
            $($(#[$cpp_doc:meta])*
            $cpp:ident = $symbol:literal ($($cpp_arg:ident: $cpp_ty:ty),*) $(-> $cpp_ret:ty)?;)*
        }
    ) => {
        $(#[$table_doc])*
        #[allow(non_snake_case, reason = "the names are the C API's")]
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub struct $table {
            $($(#[$c_doc])* pub $c: Option<unsafe extern "C" fn($($c_arg: $c_ty),*) $(-> $c_ret)?>,)*
            $($(#[$cpp_doc])*
            pub $cpp: Option<unsafe extern "C" fn($($cpp_arg: $cpp_ty),*) $(-> $cpp_ret)?>,)*
        }

        impl $table {
            /// Looks every function up, except the hidden ones.
            fn find(hidden: &$crate::hidden::Hidden) -> Self {
                Self {
                    $($c: if hidden.hides(stringify!($c)) { None } else { engine_function!($c) },)*
                    $($cpp: if hidden.hides(stringify!($cpp)) { None } else { cpp_function!($symbol ($($cpp_arg: $cpp_ty),*) $(-> $cpp_ret)?) },)*
                }
            }

            /// Each function's name, and whether this engine has it.
            pub fn presence(&self) -> Vec<(&'static str, bool)> {
                vec![
                    $((stringify!($c), self.$c.is_some()),)*
                    $((stringify!($cpp), self.$cpp.is_some()),)*
                ]
            }

            /// Each function's name, and the symbol that the engine exports it under.
            pub const SYMBOLS: &[(&str, &str)] = &[
                $((stringify!($c), stringify!($c)),)*
                $((stringify!($cpp), $symbol),)*
            ];
        }
    };
}

/// A symbol as a function pointer of the type that its place asks for.
macro_rules! look_up {
    ($symbol:expr) => {
        core::ffi::CStr::from_bytes_with_nul(concat!($symbol, "\0").as_bytes())
            .ok()
            .and_then($crate::lookup::symbol)
            // SAFETY: the engine's export of this name has the signature of this field. The C ones
            // are declared in `vendor/jsc`, which a test compares with this list, and have kept
            // their signatures since they exist; the C++ ones spell their parameters in the name.
            .map(|found| unsafe { core::mem::transmute::<core::ptr::NonNull<_>, _>(found) })
    };
}

/// A C function: looked up, because a shared library may lack it.
#[cfg(not(jsc_sys_static))]
macro_rules! engine_function {
    ($name:ident) => {
        look_up!(stringify!($name))
    };
}

/// A C function: linked, because a program does not export its own symbols to a look-up.
#[cfg(jsc_sys_static)]
macro_rules! engine_function {
    // Neither Apple's engine nor one for Windows has it: they stop threads without a signal.
    (JSConfigureSignalForGC) => {{
        #[cfg(any(target_vendor = "apple", windows))]
        {
            None
        }
        #[cfg(not(any(target_vendor = "apple", windows)))]
        {
            Some($crate::bindings::linked::JSConfigureSignalForGC)
        }
    }};
    ($name:ident) => {
        Some($crate::bindings::linked::$name)
    };
}

/// A C++ function: looked up. A static build for another system than Linux lacks it, because the names were seen there only, and a program does not
/// export its own symbols to a look-up.
#[cfg(not(all(jsc_sys_static, target_os = "linux")))]
macro_rules! cpp_function {
    ($symbol:literal ($($arg:ident: $ty:ty),*) $(-> $ret:ty)?) => {
        look_up!($symbol)
    };
}

/// A C++ function: linked, as the C functions of a static build are.
#[cfg(all(jsc_sys_static, target_os = "linux"))]
macro_rules! cpp_function {
    ($symbol:literal ($($arg:ident: $ty:ty),*) $(-> $ret:ty)?) => {{
        unsafe extern "C" {
            #[link_name = $symbol]
            fn function($($arg: $ty),*) $(-> $ret)?;
        }
        Some(function as unsafe extern "C" fn($($ty),*) $(-> $ret)?)
    }};
}
