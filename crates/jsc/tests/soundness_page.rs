//! `docs/soundness.md` names tests. They exist.

use std::path::Path;

#[test]
fn the_tests_that_the_page_names_exist() {
    let krate = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(page) = std::fs::read_to_string(krate.join("../../docs/soundness.md")) else {
        return; // Not part of the package.
    };
    let tests: String = std::fs::read_dir(krate.join("tests"))
        .unwrap()
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .collect();
    let mut named = 0;
    for code in page.split('`').skip(1).step_by(2) {
        let exists = if code.starts_with("compile_fail/") {
            let crime = krate.join("tests").join(code);
            crime.exists() && crime.with_extension("stderr").exists()
        } else if code.starts_with("src/") {
            std::fs::read_to_string(krate.join(code)).is_ok_and(|source| source.contains("#[test]"))
        } else if code.starts_with("jsc-sys/") {
            krate.join("..").join(code).exists()
        } else if code.len() > 15
            && code.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            && code != "detect_stack_use_after_return"
        {
            tests.contains(&format!("#[test]\nfn {code}("))
        } else {
            continue;
        };
        assert!(exists, "{code} is on the page and nowhere else");
        named += 1;
    }
    assert!(named > 80, "only {named} tests were found on the page");
}
