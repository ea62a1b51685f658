//! Many events at once.

use super::*;

#[test]
fn moved_away_and_back_within_a_burst_is_nothing() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js"]);
    fixture.at_once(|| {
        fs::rename(fixture.path("a.js"), fixture.path("b.js")).unwrap();
        fs::rename(fixture.path("b.js"), fixture.path("a.js")).unwrap();
    });
    fixture.expect_nothing();
}

#[test]
fn a_burst_is_one_change() {
    let names: Vec<String> = (0..129)
        .map(|number| format!("d{number:03}/m.js"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let fixture = Fixture::new(&names);
    fixture.plan(&names);
    let all: Vec<_> = names.iter().map(|&name| (name, Modified)).collect();
    for round in 0..3 {
        fixture.at_once(|| {
            for repeat in 0..3 {
                names
                    .iter()
                    .for_each(|name| fixture.write_anew(name, &format!("{round}{repeat}")));
            }
        });
        fixture.expect(&all);
        fixture.plan(&names);
    }
    fixture.expect_nothing();
}
