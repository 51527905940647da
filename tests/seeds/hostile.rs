//! Nothing in a text makes the rules panic, or never end.

use std::time::Instant;

use dpakit::check::check_text;
use dpakit::source::Source;
use proptest::prelude::*;

use super::judge;

/// A text with something of everything that the reader knows.
const MANY: &str = "# Data Processing Agreement\n\n## 1. Definitions\n\n“Supplier” means the host (the “Host”, \
or **Provider**).\n\nArea: means the Union.\n\n2. Duties\n\n2.1 See Clause 4(b), (c) to (e) and Annex II.A \
(Lists); subject to Article 5.ii.\n\n(a) one;\n\n    i. two; and\n\n- [x] [Specify time]\n\n| a | b |\n|---|---|\n\
| Signature | ____ |\n\nAnnex I – Parties\n\nA. LIST\n\nData subjects\n\nstaff?users?guests; others\n\n…………\n\n> quoted \
`code` [link](https://host.example/a_b) <br> \\* \\\n\nTransfer: has the meaning in Clause 2.1.\n";

fn look(text: String) {
    for found in judge(text, "hostile") {
        for label in &found.labels {
            let span = &label.span;
            assert!(span.source.text.get(span.range.clone()).is_some(), "{}: {:?}", found.code, span.range);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_text_is_judged(text in "\\PC{0,400}") {
        look(text);
    }

    #[test]
    fn any_lines_of_marks_are_judged(
        lines in proptest::collection::vec("[ \t]{0,5}([-*#|>(]|[0-9]{1,3}\\.?|\\([a-zé]{1,2}\\)|Annex|Clause|“|[ivx]+\\.){0,3} ?(\\PC{0,12}|[A-Z][a-z]+ (means|of|Data|and) ?){0,4}", 0..40),
    ) {
        look(lines.join("\n"));
    }

    #[test]
    fn a_mangled_agreement_is_judged(
        cuts in proptest::collection::vec((0usize..2000, 0usize..60, "\\PC{0,6}|[(){}\\[\\]“”'|*_\\\\.:…]{0,4}"), 1..12),
    ) {
        let mut letters: Vec<char> = MANY.chars().collect();
        for (at, length, put) in cuts {
            let at = at % (letters.len() + 1);
            let end = (at + length).min(letters.len());
            letters.splice(at..end, put.chars());
        }
        look(letters.into_iter().collect());
    }
}

/// A text in which no term, number or annex is like another.
fn varied(size: usize) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() > size {
            break;
        }
        let (word, mark) = (format!("Kind{n}"), n % 999);
        text.push_str(&format!(
            "“{word}” means the {word} Data of Clause {mark}.{n}(b) and Annex {mark}.\n\n{mark}. It uses {word}{n} Data, \
             subject to Clause {mark}.\n\nAnnex {mark}: {word}\n\n[insert {word}]\n\n"
        ));
    }
    text
}

/// Texts of 10 MB in which each pattern is at its worst: a rule that looked at each pair of lines would not
/// come to its end here.
#[test]
fn ten_megabytes_end_with_few_findings() {
    const SIZE: usize = 10 << 20;
    // The debug build is some twenty times slower than the product, and has a twentieth to read.
    let size = if cfg!(debug_assertions) { SIZE / 20 } else { SIZE };
    let pieces = [
        MANY,
        "(a) ",
        "Clause 1, ",
        "1. a\n",
        "“A” means b.\n",
        "[",
        "**",
        "A ",
        "\\ ",
        "Annex I\n",
        "…",
        "data subjects\n- a\n",
    ];
    for piece in pieces
        .map(|piece| (piece, piece.repeat(size / piece.len())))
        .into_iter()
        .chain([("varied", varied(size))])
    {
        let (piece, text) = piece;
        let start = Instant::now();
        let found = check_text(&std::sync::Arc::new(Source { path: "long".into(), text }));
        let took = start.elapsed();
        println!("{piece:?} {took:?} {} findings", found.len());
        assert!(found.len() < 10_000, "{piece:?}: {} findings", found.len());
    }
}
