//! `HIDE_JSC_PRIVATE`: a run as if the engine lacked its private functions.

/// The private functions that a run does without.
#[derive(Debug)]
pub(crate) enum Hidden {
    None,
    All,
    Named(Vec<String>),
}

impl Hidden {
    /// What the environment asks for now.
    pub(crate) fn from_env() -> Self {
        match std::env::var("HIDE_JSC_PRIVATE") {
            Ok(value) => Self::parse(&value),
            Err(_) => Self::None,
        }
    }

    /// `1` hides all, `JSLock,JSWeakCreate` hides these, `0` and nothing hide none.
    fn parse(value: &str) -> Self {
        match value.trim() {
            "" | "0" => Self::None,
            "1" => Self::All,
            list => Self::Named(list.split(',').map(|name| name.trim().to_owned()).collect()),
        }
    }

    /// The same, except that `1` hides nothing: for functions that are not private.
    pub(crate) fn but_not_all(self) -> Self {
        match self {
            Self::All => Self::None,
            other => other,
        }
    }

    pub(crate) fn hides(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Named(names) => names.iter().any(|hidden| hidden == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn each_form_hides_what_it_says() {
        let table = [
            ("", [false, false]),
            ("0", [false, false]),
            ("1", [true, true]),
            ("JSLock", [true, false]),
            (" JSWeakCreate , JSLock ", [true, true]),
            ("JSLoc", [false, false]),
        ];
        for (value, expected) in table {
            let hidden = Hidden::parse(value);
            assert_eq!(
                ["JSLock", "JSWeakCreate"].map(|name| hidden.hides(name)),
                expected,
                "HIDE_JSC_PRIVATE={value:?}"
            );
        }
    }
}
