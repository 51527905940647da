//! HTML is self-contained, has every word as a word, and no link that leads nowhere.

use std::collections::BTreeSet;

use dpakit::document::*;
use dpakit::emit::html::Html;
use dpakit::emit::{Format, Look, Volume};
use proptest::prelude::*;

use super::fixture::{self, bare, bullets, counted, fact, item, p, resolved, rows, section, t, written};

/// Files for the W3C checker and axe-core, which no test runs: `check.sh target/tmp/*.html`.
#[test]
fn files_for_the_checkers() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let pack = vec![fixture::draft(), fixture::schedule()];
    let mut files = vec![("nasty", written(&Html, &[odd()]))];
    for (name, drafts) in
        [("dpa", vec![fixture::draft()]), ("pack", pack), ("redline", vec![fixture::redline()])]
    {
        files.push((name, written(&Html, &resolved(drafts))));
    }
    for (name, text) in files {
        std::fs::write(folder.join(format!("{name}.html")), text).expect("room on the disk");
    }
}

const NASTY: &str =
    "A*B_C <script>alert(1)</script> \"q\" 'a' &amp; | # {{ 7*7 }} \u{1}\u{fffe}\u{85} </style>";

/// A document with what no good document has.
fn odd() -> Document {
    let nasty = || vec![fact(NASTY)];
    let link = |url: &str| Inline::Link(Link { url: url.into(), text: nasty() });
    let nested = Inline::Link(Link {
        url: "https://x.example/".into(),
        text: vec![t("in "), link("https://y.example/")],
    });
    let note = Inline::Note(Note { number: 1, text: vec![t("note "), fixture::note(2, NASTY)] });
    let table = |header: Vec<Cell>, rows| {
        Block::Table(Table { caption: None, columns: vec![], header, rows, row_headers: false })
    };
    let text = vec![
        link("javascript:alert(1)"),
        link("https://x.example/a b\"<>|[]{}^%zz%20\\`'&amp;ü?q=a&b=c"),
        link("mailto:a@b.example"),
        link("https://"),
        nested,
        note,
        Inline::Foreign { language: "\"><x".into(), text: nasty() },
        Inline::Blank(NASTY.into()),
        Inline::Break,
        fixture::term("Nowhere"),
        fixture::refer("no/where", "nowhere", ""),
        fixture::refer("no/where", "elsewhere", "other doc"),
    ];
    let mut clause = section(Kind::Clause, "a b\"<", "1.1", "", vec![bullets(&["x"])]);
    if let Block::Section(clause) = &mut clause {
        clause.title = nasty();
        clause.language = Some("de".into());
    }
    let blocks = vec![
        section(Kind::Section, "", "1", NASTY, vec![clause.clone(), clause, p(text)]),
        section(Kind::Section, "a.b", "", "", vec![p([t("untitled")])]),
        section(
            Kind::Part,
            "a b",
            "",
            "Same",
            vec![section(Kind::Part, "", "", "Deep", vec![section(Kind::Part, "", "", "Deeper", vec![])])],
        ),
        section(Kind::Part, "a/b", "", "Same", vec![]),
        section(
            Kind::Annex,
            "",
            "Annex 1",
            "",
            vec![Block::Definitions(vec![fixture::define(NASTY, nasty())])],
        ),
        p([]),
        Block::Changed(
            Mark::Inserted,
            vec![counted(vec![
                item("(a)", vec![]),
                item("", vec![table(vec![nasty()], rows(&[&["a"], &["b"]]))]),
            ])],
        ),
        table(vec![], rows(&[&["a", "b"]])),
        table(vec![], vec![]),
        Block::Signatures(vec![Signatory {
            id: "x".into(),
            party: nasty(),
            capacity: vec![],
            fields: vec![],
        }]),
    ];
    bare(blocks)
}

/// The words of a page: what is not markup, with the references undone.
fn words(page: &str) -> String {
    let body = &page[page.find("<main").expect("a main part")..];
    let mut out = String::new();
    for part in body.split('<').skip(1) {
        let (_, text) = part.split_once('>').expect("tags are closed");
        out.push_str(text);
    }
    for (from, to) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        out = out.replace(from, to);
    }
    out
}

fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let parts = page.split(&*start).skip(1);
    parts.map(|part| part.split('"').next().expect("one part at least")).collect()
}

#[test]
fn nasty_words_are_words() {
    let page = written(&Html, &[odd()]);
    let shown = NASTY.replace(['\u{1}', '\u{fffe}', '\u{85}'], "\u{fffd}");
    assert!(words(&page).matches(&shown).count() >= 9, "{page}");
    assert!(!page.contains("<script") && !page.contains("javascript:"));
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains(
        "https://x.example/a%20b%22%3C%3E%7C%5B%5D%7B%7D%5E%25zz%20%5C%60&#39;&amp;amp;ü?q=a&amp;b=c"
    ));
    assert!(page.contains("<span lang=\"und\">"));
    assert!(page.contains("href=\"other.doc.html#no.where\""));
}

#[test]
fn every_id_is_there_once_and_every_link_leads_to_one() {
    for documents in [
        vec![odd()],
        resolved(vec![fixture::draft(), fixture::schedule()]),
        resolved(vec![fixture::redline()]),
    ] {
        let page = written(&Html, &documents);
        let ids = attributes(&page, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{ids:?}");
        for href in attributes(&page, "href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(known.contains(href), "#{href}");
        }
        for name in attributes(&page, "aria-labelledby").iter().flat_map(|ids| ids.split(' ')) {
            assert!(known.contains(name), "#{name}");
        }
    }
}

#[test]
fn headings_skip_no_level() {
    for documents in [vec![odd()], resolved(vec![fixture::draft(), fixture::schedule()])] {
        let page = written(&Html, &documents);
        let levels =
            page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10));
        let levels: Vec<u32> = levels.collect();
        assert_eq!(levels[0], 1);
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
}

#[test]
fn references_stay_in_the_page_where_they_can() {
    let alone = written(&Html, &resolved(vec![fixture::draft()]));
    assert!(alone.contains("href=\"scc.html#scc.clause-8\""));
    assert!(alone.contains("href=\"#dpa.annex-security\""));
    assert!(alone.contains("<a class=\"number\" href=\"#dpa.breach-notice.contents\">2.2</a>"));
    let pack = written(&Html, &resolved(vec![fixture::draft(), fixture::schedule()]));
    assert!(pack.contains("href=\"#scc--scc.clause-8\"") && pack.contains("id=\"scc--scc.clause-8\""));
}

#[test]
fn the_style_is_the_one_that_the_policy_allows() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let page = written(&Html, &resolved(vec![fixture::draft()]));
    let sheet = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a sheet");
    let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(sheet));
    assert!(page.contains(&format!("default-src 'none'; style-src 'sha256-{digest}'")));
    assert!(!page.contains(" style=\"") && !page.contains("unsafe"));
    assert!(sheet.contains("a.term[href=\"#term.breach\"]{--meaning:\"means an event in which somebody"));
}

#[test]
fn a_theme_cannot_break_out() {
    let mut look = Look::default();
    look.theme.accent = "red}</style><script>".into();
    look.theme.text_size = 0.0;
    look.css = "/* </style><script> */".into();
    let mut out = Vec::new();
    Html.write(&Volume::of(&[odd()]), &look, &mut out).expect("memory takes everything");
    let page = String::from_utf8(out).expect("text");
    assert_eq!(page.matches("</style").count(), 1);
}

#[test]
fn a_page_of_nothing_is_a_page() {
    let page = written(&Html, &[]);
    assert!(page.contains("<main") && page.ends_with("</html>\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_words(text in "[^\\p{C}\\n]{1,20}|[<>&\"'a;/=-]{1,20}") {
        let page = written(&Html, &[bare(vec![p([fact(&text)])])]);
        let shown = words(&page);
        prop_assert_eq!(shown.trim_matches('\n'), text);
    }
}
