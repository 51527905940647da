//! HTML is self-contained, has every word as a word, and no link that leads nowhere.

use std::collections::BTreeSet;
use std::sync::Arc;

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
    let note =
        Inline::note(Note { number: 1, published: None, text: vec![t("note "), fixture::note(2, NASTY)] });
    let table = |header: Vec<Cell>, rows| {
        Block::table(Table { caption: None, columns: vec![], header, rows, row_headers: false })
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
        Arc::make_mut(clause).title = nasty();
        Arc::make_mut(clause).language = Some("de".into());
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
                item("", vec![table(vec![nasty().into()], rows(&[&["a"], &["b"]]))]),
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
    for page in pages() {
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
    for page in pages() {
        let levels =
            page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10));
        let levels: Vec<u32> = levels.collect();
        assert_eq!(levels[0], 1);
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
}

/// The elements of one name: attributes and what stands inside, as far as none is nested.
fn elements<'a>(page: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let parts = page.split(&*start).skip(1).filter(|part| part.starts_with([' ', '>']));
    parts
        .map(|part| {
            let (attributes, rest) = part.split_once('>').expect("tags are closed");
            (attributes, rest.split(&*end).next().expect("one part at least"))
        })
        .collect()
}

/// Every page that a test looks at in full.
fn pages() -> Vec<String> {
    let several = [
        vec![odd()],
        resolved(vec![fixture::draft()]),
        resolved(vec![fixture::draft(), fixture::schedule()]),
        resolved(vec![fixture::redline()]),
    ];
    several.iter().map(|documents| written(&Html, documents)).collect()
}

#[test]
fn every_number_is_a_permalink() {
    let page = written(&Html, &resolved(vec![fixture::draft(), fixture::schedule()]));
    let main = &page[page.find("<main").expect("a main part")..];
    let numbered = main.matches("class=\"number\"").count();
    let linked = elements(main, "a").iter().filter(|(start, _)| start.contains("class=\"number\"")).count();
    assert!(numbered > 10 && numbered == linked, "{linked} of {numbered}");
    for (start, label) in elements(main, "a").iter().filter(|(start, _)| start.contains("\"number\"")) {
        let id = start.split("href=\"#").nth(1).and_then(|rest| rest.split('"').next()).expect("a target");
        let place = main.find(&format!("id=\"{id}\"")).expect("the target is there");
        let number = main.find(&format!("\"number\" href=\"#{id}\">{label}")).expect("the link itself");
        assert!(place < number && number - place < 120, "{label} leads to where it stands");
    }
}

#[test]
fn a_number_without_a_key_is_a_permalink_too() {
    let twice = || section(Kind::Clause, "", "9.1", "", vec![p([t("words")])]);
    let mut documents = resolved(vec![fixture::draft()]);
    documents.push(bare(vec![section(Kind::Section, "", "9", "Nine", vec![twice(), twice()])]));
    let page = written(&Html, &documents);
    for id in ["x--_no.9", "x--_no.9.1", "x--_no.9.1_2"] {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        assert!(page.contains(&format!("<a class=\"number\" href=\"#{id}\">9")), "{id}");
    }
}

#[test]
fn every_table_has_a_name_and_every_head_a_scope() {
    for page in pages() {
        for (_, table) in elements(&page, "table") {
            let caption = elements(table, "caption");
            assert!(caption.len() == 1 && !caption[0].1.trim().is_empty(), "{table}");
        }
        for (start, _) in elements(&page, "th") {
            assert!(start.contains("scope=\"col\"") || start.contains("scope=\"row\""), "{start}");
        }
    }
}

#[test]
fn every_term_has_its_meaning() {
    for page in pages() {
        for (start, words) in elements(&page, "a").iter().filter(|(start, _)| start.contains("\"term\"")) {
            let target = start.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("one");
            assert!(page.contains(&format!("a.term[href=\"{target}\"]{{--meaning:\"")), "{words}");
        }
    }
}

#[test]
fn nothing_runs_and_nothing_is_fetched() {
    for page in pages() {
        let mut rest = &*page;
        while let Some(at) = rest.find('<') {
            let tag = rest[at..].split_once('>').map_or("", |(tag, _)| tag);
            for name in ["script", "img", "link", "iframe", "object", "embed", "form", "base", "svg"] {
                assert!(!tag.starts_with(&format!("<{name}")), "{tag}");
            }
            for attribute in [" style=", " on", " src=", " srcset=", " action="] {
                assert!(!outside_quotes(tag).contains(attribute), "{tag}");
            }
            rest = &rest[at + tag.len()..];
        }
        assert!(!page.contains("url(") && !page.contains("@import"), "the style sheet fetches nothing");
    }
}

/// A tag without the values of its attributes.
fn outside_quotes(tag: &str) -> String {
    tag.split('"').step_by(2).collect()
}

/// What a browser makes of a string of a style sheet.
fn css_value(string: &str) -> String {
    let mut out = String::new();
    let mut chars = string.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut code = String::new();
        while let Some(digit) = chars.next_if(|c| c.is_ascii_hexdigit()) {
            code.push(digit);
        }
        chars.next_if_eq(&' ');
        let code = u32::from_str_radix(&code, 16).expect("an escape is a number");
        out.push(char::from_u32(code).expect("a character"));
    }
    out
}

fn meaning_of(words: &str) -> String {
    let meaning = vec![t("means "), fact(words)];
    let page = written(&Html, &[bare(vec![Block::Definitions(vec![fixture::define("Thing", meaning)])])]);
    assert_eq!(page.matches("</style").count(), 1, "{words}");
    let rest = page.split("--meaning:\"").nth(1).expect("a meaning");
    let end = rest.find("\"}").expect("an end");
    assert!(!rest[..end].contains('"'), "{words}");
    css_value(&rest[..end])
}

#[test]
fn a_meaning_is_only_words() {
    for words in [
        "\"} body{display:none} a{--x:\"",
        "ends with \\",
        "\\22 \\a \\",
        "</style><script>alert(1)</script>",
        "<!-- --> ]]> /* */ */",
        "}}}@import 'x';",
    ] {
        assert_eq!(meaning_of(words), format!("means {words}"));
    }
    assert_eq!(
        meaning_of("two\nlines\r\u{c}\u{2028}"),
        "means two lines",
        "an end of a line would end the string"
    );
}

const HEBREW: &str = "\u{5e0}\u{5d5}\u{5e8}\u{5d3} 12 (GmbH)";

#[test]
fn a_name_that_runs_the_other_way_disturbs_nothing() {
    let words = vec![p([t("to "), fact(HEBREW), t(" (7).")])];
    let page = written(&Html, &[bare(words.clone())]);
    assert!(page.contains(&format!("to <bdi>{HEBREW}</bdi> (7).")), "{page}");
    assert!(page.contains("<html lang=\"en\" dir=\"ltr\">"));
    let part = bare(vec![section(Kind::Part, "x/a", "", HEBREW, vec![])]);
    assert!(
        written(&Html, &[part]).contains(&format!("<span><bdi>{HEBREW}</bdi></span></a>")),
        "in the contents"
    );
    let draft = bare(words).with_watermark(Watermark::Draft);
    assert!(written(&Html, &[draft]).contains(&format!("<bdi class=\"fact\">{HEBREW}</bdi>")));
    assert_eq!(meaning_of(HEBREW), format!("means \u{2068}{HEBREW}\u{2069}"));
}

#[test]
fn writing_turns_where_the_language_does() {
    let foreign = |language: &str, text| Inline::Foreign { language: language.into(), text: vec![t(text)] };
    let mut part = section(Kind::Part, "x/he", "", "Title", vec![p([fact("Ltd"), foreign("en", "word")])]);
    if let Block::Section(part) = &mut part {
        Arc::make_mut(part).language = Some("he".into());
    }
    let page =
        written(&Html, &[bare(vec![part, p([fact("Ltd"), foreign("ar", "word"), foreign("de", "Wort")])])]);
    assert!(page.contains(" lang=\"he\" dir=\"rtl\">"), "{page}");
    assert!(page.contains("<bdi>Ltd</bdi><span lang=\"en\" dir=\"ltr\">word</span>"), "{page}");
    assert!(page.contains("<p>Ltd<span lang=\"ar\" dir=\"rtl\">word</span><span lang=\"de\">Wort</span>"));
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
    let policy =
        format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    assert!(page.contains(&format!("content=\"{policy}\"")));
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

    #[test]
    fn any_meaning_is_only_words(text in "[^\\p{C}\\p{Z}\\p{L}]{1,20}|[\"\\\\<>/a-f0-9{}*]{1,20}") {
        let shown = meaning_of(&text).replace(['\u{2068}', '\u{2069}'], "");
        prop_assert_eq!(shown, format!("means {text}"));
    }
}

#[test]
fn what_pages_share_changes_none_of_them() {
    let shared = resolved(vec![fixture::draft(), fixture::schedule()]);
    let marked: Vec<_> = shared.iter().map(|one| one.clone().with_watermark(Watermark::Draft)).collect();
    let turned: Vec<_> = shared.iter().rev().cloned().collect();
    let packs = [&shared[..], &shared[..1], &shared[1..], &marked[..], &turned[..]];
    let formats: [&dyn Format; 2] = [&Html, &dpakit::emit::markdown::Markdown];
    let look = Look::default();
    for pack in packs.iter().chain(packs.iter().rev()) {
        for format in formats {
            let mut out = Vec::new();
            format.write(&Volume::of(pack), &look, &mut out).expect("memory takes everything");
            assert_eq!(String::from_utf8(out).expect("text"), written(format, pack));
        }
    }
}
