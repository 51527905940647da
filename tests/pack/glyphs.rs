//! Whether a document can be set is told without setting it, and told right.

use dpakit::emit::{Look, Volume, pdf};

use crate::texts::{file, try_documents};

/// Documents whose pages lack a character, by layout and by the look at characters alone.
fn lacking(toml: &str, look: &Look) -> (Vec<String>, Vec<String>) {
    let documents = try_documents(toml).unwrap_or_else(|found| panic!("{found:#?}"));
    let names = |lacks: &dyn Fn(&dpakit::document::Document) -> bool| {
        let lacking = documents.iter().filter(|one| lacks(one));
        lacking.map(|one| one.meta().slug.to_string()).collect()
    };
    let laid = names(&|one| pdf::layout(&Volume::of(std::slice::from_ref(one)), look).is_err());
    (laid, names(&|one| !pdf::glyphs::are_complete(one, look)))
}

fn look() -> Look {
    Look { system_fonts: false, ..Look::default() }
}

#[test]
fn packs_with_and_without_foreign_names_are_told_apart() {
    for name in ["examples/complete", "examples/imou", "examples/aftership", "tests/packs/names"] {
        let (laid, looked) = lacking(&file(&format!("{name}.toml")), &look());
        assert_eq!(laid, looked, "{name}");
    }
}

#[test]
fn a_character_without_face_is_seen_wherever_a_fact_is_printed() {
    let pack = file("templates/new-pack.toml");
    let texts: Vec<usize> = pack.match_indices(" = \"").map(|(at, found)| at + found.len()).collect();
    let (mut seen, mut tried) = (0, 0);
    for at in texts.into_iter().step_by(13) {
        // A letter of Linear B, and an accent that no face can put on it.
        for foreign in ["\u{10000}", "e\u{1e2ec}", "\u{fb01}\u{1f984}"] {
            let planted = format!("{}{foreign}{}", &pack[..at], &pack[at..]);
            if try_documents(&planted).is_err() {
                continue;
            }
            let (laid, looked) = lacking(&planted, &look());
            assert!(
                laid.iter().all(|one| looked.contains(one)),
                "{laid:?} {looked:?} at {}",
                &pack[at..at + 20]
            );
            tried += 1;
            seen += usize::from(!laid.is_empty());
        }
    }
    assert!(seen > 8 && tried < 2 * seen, "{seen} of {tried} were printed");
}
