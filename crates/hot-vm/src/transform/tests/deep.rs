//! Deep sources neither overflow the stack nor are refused without need.

use super::{errors, js};

/// Deeper than any thread's usual stack, shallow enough for an unoptimised build on a slow machine.
const DEEP: usize = 20_000;

#[test]
fn long_chains_are_fine() {
    for (start, link, end) in [
        ("x = 'a'", " + b", ";"),
        ("a", ".b", ";"),
        ("a", "()", ";"),
        ("", "!", "a;"),
        ("", "a => ", "1;"),
        ("", "a ? b : ", "c;"),
        ("if (a) ; ", "else if (b) ; ", ""),
        ("", "if (a) ", ";"),
        ("", "new ", "a;"),
        ("", "await ", "a;"),
        ("a", " ?? b", ";"),
        ("a", "``", ";"),
    ] {
        let module = js(&format!("{start}{}{end}", link.repeat(DEEP)));
        assert!(module.code.len() > DEEP, "{link}");
    }
}

#[test]
fn deep_brackets_are_fine() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("x = {a:", "}"),
        ("`${", "}`"),
        ("(() => {", "})"),
    ] {
        let middle = if open == "{" { "" } else { "1" };
        let n = DEEP / 4;
        js(&format!("{}{middle}{}", open.repeat(n), close.repeat(n)));
    }
}

#[test]
fn what_nothing_can_run_is_an_error() {
    let found = errors(&"(".repeat(1_000_000));
    assert_eq!(found[0].message, "The module nests too deeply");
    assert_eq!(found[0].line, 1);
}

#[test]
fn unbalanced_brackets_in_text_do_not_matter() {
    let smileys = "f('(((((', \"[[[\"); // :( {{{ \n/* ((( */ g(/[(]/);\n".repeat(2_000);
    js(&smileys);
    js(&"') ] }';\n".repeat(20_000));
}

#[test]
fn nesting_does_not_square_the_output() {
    let module = js(&("if (a) {".repeat(5_000) + &"}".repeat(5_000)));
    assert!(module.code.len() < 200_000, "{}", module.code.len());
}

#[test]
fn a_large_flat_module_is_fine() {
    let source: String = (0..20_000)
        .map(|i| format!("export const v{i} = f(v{i}x, [{i}, 'a']);\n"))
        .collect();
    let module = js(&source);
    assert_eq!(module.local_exports.len(), 20_000);
}
