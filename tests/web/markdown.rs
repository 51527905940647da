//! Markdown comes out of a parser as the words that went in.

use dpakit::document::*;
use dpakit::emit::markdown::Markdown;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::fixture::{self, bare, bullets, counted, item, p, rows, section, t, written};

fn parse(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES)
}

/// The words between the first start of such a tag and its end, line breaks as `⏎`.
fn inside(text: &str, start: impl Fn(&Tag) -> bool, end: impl Fn(&TagEnd) -> bool) -> Option<String> {
    let mut out: Option<String> = None;
    for event in parse(text) {
        match (event, &mut out) {
            (Event::Start(tag), None) if start(&tag) => out = Some(String::new()),
            (Event::End(tag), Some(_)) if end(&tag) => return out,
            (Event::Text(text), Some(out)) => out.push_str(&text),
            (Event::HardBreak, Some(out)) => out.push('⏎'),
            (
                Event::Start(Tag::Strong | Tag::Emphasis) | Event::End(TagEnd::Strong | TagEnd::Emphasis),
                _,
            ) => {}
            (event, Some(out)) => out.push_str(&format!("<<{event:?}>>")),
            _ => {}
        }
    }
    out
}

fn paragraph(inlines: Vec<Inline>) -> (String, Option<String>) {
    let text = written(&Markdown, &[bare(vec![p(inlines)])]);
    let words = inside(&text, |tag| matches!(tag, Tag::Paragraph), |tag| matches!(tag, TagEnd::Paragraph));
    (text, words)
}

/// Words as a parser is to give them back: a null cannot be written.
fn kept(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

const NASTY: &[&str] = &[
    "A*B_C <script>alert(1)</script> | # {{ 7*7 }}",
    "A*B_C <script>|#1",
    "+ x",
    "- x",
    "* x",
    "1. x",
    "1) x",
    "# x",
    "#",
    "-",
    "+",
    "12.",
    "---",
    "===",
    "> x",
    "| a | b |",
    ":--",
    "&amp; &#38; R&D &",
    "`x` ``",
    "[x](y) ![x](y) [^1]",
    "~~x~~ ~x~",
    "$x$ $5",
    "a\nb\r\nc",
    "  two  ",
    "x\\",
    "x\\|y",
    "\\*",
    "http://example.com/_a_ www.example.com a@b.example",
    "snake_case __init__",
    "C#",
    "*",
    "**",
    "_",
    "x !",
    "\u{a0}x\u{a0}",
    "<https://x.example>",
    "<!-- x -->",
    "a < b",
    "\t",
    " ",
    "    code",
    "{++x++}",
    "```",
    "~~~",
];

#[test]
fn nasty_words_come_out_as_themselves() {
    for words in NASTY {
        everywhere(words);
    }
}

/// Puts words into each kind of place and reads them back.
fn everywhere(words: &str) {
    let expected = kept(words);
    let expected = Some(&*expected);
    let (text, got) = paragraph(vec![fixture::fact(words)]);
    assert_eq!(got.as_deref(), expected, "paragraph in {text:?}");

    let doc = bare(vec![section(Kind::Annex, "", "", words, vec![])]);
    let text = written(&Markdown, &[doc]);
    let got = inside(
        &text,
        |tag| matches!(tag, Tag::Heading { level, .. } if *level as u8 == 2),
        |tag| matches!(tag, TagEnd::Heading(_)),
    );
    assert_eq!(got.as_deref(), expected, "heading in {text:?}");

    let table = Table {
        caption: None,
        columns: vec![],
        header: vec![],
        rows: rows(&[&["x", words, words]]),
        row_headers: true,
    };
    let text = written(&Markdown, &[bare(vec![Block::table(table)])]);
    let got = inside(&text, |tag| matches!(tag, Tag::TableRow), |tag| matches!(tag, TagEnd::TableRow));
    let cell = |words: &str| format!("<<Start(TableCell)>>{}<<End(TableCell)>>", kept(words));
    assert_eq!(got, Some(cell("x") + &cell(words) + &cell(words)), "cell in {text:?}");

    let list = Block::List(List { marker: Marker::Bullet, items: vec![item("", vec![p([t(words)])])] });
    let text = written(&Markdown, &[bare(vec![list])]);
    let got = inside(&text, |tag| matches!(tag, Tag::Item), |tag| matches!(tag, TagEnd::Item));
    assert_eq!(got.as_deref(), expected, "item in {text:?}");

    let (text, got) = paragraph(vec![t("x"), Inline::Break, t(words), Inline::Break, t("y")]);
    assert_eq!(got, Some(format!("x⏎{}⏎y", kept(words))), "lines in {text:?}");
}

fn inlines() -> impl Strategy<Value = Inline> {
    let words = prop_oneof!["[a-c1#*_.<>|~+ &;!:\\[\\]\\\\-]{1,5}", "\\PC{1,4}"];
    let leaf = prop_oneof![
        4 => words.clone().prop_map(|words| t(&words)),
        1 => words.prop_map(|words| fixture::fact(&words)),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Inline::Strong),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Inline::Emphasis),
            prop::collection::vec(inner, 1..4)
                .prop_map(|text| Inline::Foreign { language: "de".into(), text }),
        ]
    })
}

/// Every character with the marks it bears.
fn marked(inlines: &[Inline], strong: bool, emphasis: bool, out: &mut Vec<(char, bool, bool)>) {
    for inline in inlines {
        match inline {
            Inline::Strong(inner) => marked(inner, true, emphasis, out),
            Inline::Emphasis(inner) => marked(inner, strong, true, out),
            Inline::Foreign { text, .. } => marked(text, strong, emphasis, out),
            other => out.extend(plain(std::slice::from_ref(other)).chars().map(|c| (c, strong, emphasis))),
        }
    }
}

fn parsed_marks(text: &str) -> Vec<(char, bool, bool)> {
    let (mut strong, mut emphasis, mut on) = (false, false, false);
    let mut out = Vec::new();
    for event in parse(text) {
        match event {
            Event::Start(Tag::Paragraph) => on = true,
            Event::Start(Tag::Strong) => strong = true,
            Event::End(TagEnd::Strong) => strong = false,
            Event::Start(Tag::Emphasis) => emphasis = true,
            Event::End(TagEnd::Emphasis) => emphasis = false,
            Event::Text(text) if on => out.extend(text.chars().map(|c| (c, strong, emphasis))),
            _ => {}
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_come_out_as_themselves(words in prop_oneof!["\\PC{1,12}", "(?s).{1,12}", "[ \\\\*_`#+.1)>|~<&;a=:-]{1,10}"]) {
        everywhere(&words);
    }

    #[test]
    fn any_bold_and_italic_come_out_as_such(inlines in prop::collection::vec(inlines(), 1..5)) {
        let mut expected = Vec::new();
        marked(&inlines, false, false, &mut expected);
        let (text, _) = paragraph(inlines);
        prop_assert_eq!(parsed_marks(&text), expected, "{:?}", text);
    }
}

#[test]
fn the_agreement_reads_well() {
    let text = written(&Markdown, &fixture::resolved(vec![fixture::draft()]));
    for line in [
        "# Data Processing Agreement\n\n_under Article 28(3) of Regulation (EU) 2016/679_\n",
        "| Northwind Analytics Limited | Customer, controller, data exporter |",
        "## Background\n\n- (A) The Customer",
        "## 2 Breach notice\n\n2.1 **Time.** The Provider",
        "- (a) what happened, including, where possible,\n  - (i) the categories",
        "- **Breach** means an event",
        "## Annex 2 Security measures",
        "_Service “Insight Cloud”_\n\n| | |\n| --- | --- |\n| Subject matter | Hosted",
        "| Persons concerned | Customers, namely<br>• Employees of the Customer<br>• Visitors",
        "| Name | Task | Transfer | Since |\n| --- | --- | :---: | ---: |",
        "**Fábrica de Dados, S.A.**\n\nProvider and processor\n\n| | |",
        "| Signature | ________________ |",
        "GDPR says.[^1] The",
        "\n[^1]: Regulation (EU)",
        "[Guidelines 9/2022](https://www.edpb.europa.eu/our-work?topic=breach&year=2023)",
        "see Clause 8.6(c) of the EU Clauses Schedule as well",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
}

#[test]
fn changes_are_marked() {
    let text = written(&Markdown, &fixture::resolved(vec![fixture::redline()]));
    for line in [
        "{--once a year--}{++whenever there is **reason**++}",
        "\\[days of notice\\]",
        "{++4.2 **Cost.** Each party bears its own cost.++}",
        "- {--travel--}",
        "\n**DRAFT**\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
}

#[test]
fn lists_in_a_row_stay_apart() {
    let text = written(&Markdown, &[bare(vec![bullets(&["a"]), bullets(&["b"]), bullets(&["c"])])]);
    let lists = parse(&text).filter(|event| matches!(event, Event::Start(Tag::List(_))));
    assert_eq!(lists.count(), 3, "{text}");
}

#[test]
fn an_item_keeps_all_its_blocks() {
    let inner = counted(vec![item("(i)", vec![p([t("in")])])]);
    let table =
        Table { caption: None, columns: vec![], header: vec![], rows: rows(&[&["x"]]), row_headers: true };
    let list = counted(vec![
        item("(a)", vec![p([t("one")]), inner, p([t("two")]), Block::table(table)]),
        item("(b)", vec![p([])]),
        item("(c)", vec![]),
    ]);
    let text = written(&Markdown, &[bare(vec![list])]);
    let items = parse(&text).filter(|event| matches!(event, Event::Start(Tag::Item)));
    assert_eq!(items.count(), 4, "{text}");
    let at = |event: Event| matches!(event, Event::End(TagEnd::List(_)));
    let mut events = parse(&text).skip_while(|event| !matches!(event, Event::Start(Tag::List(_))));
    assert!(
        !events
            .by_ref()
            .take_while(|event| !at(event.clone()))
            .any(|event| matches!(event, Event::Start(Tag::Table(_))))
    );
    assert!(
        events
            .take_while(|event| !at(event.clone()))
            .any(|event| matches!(event, Event::Start(Tag::Table(_)))),
        "{text}"
    );
}

#[test]
fn only_links_that_may_be_followed_are_links() {
    let link = |url: &str| Inline::Link(Link { url: url.into(), text: vec![t("a]b")] });
    let (text, _) = paragraph(vec![link("javascript:alert(1)")]);
    assert!(text.ends_with("\na\\]b\n"), "{text}");
    let (text, _) = paragraph(vec![link("https://x.example/(a) b&amp;c")]);
    let url = parse(&text).find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    assert_eq!(url.as_deref(), Some("https://x.example/%28a%29%20b&amp;c"), "{text}");
    let same = Inline::Link(Link { url: "https://x.example/".into(), text: vec![t("https://x.example/")] });
    assert!(paragraph(vec![same]).0.contains("<https://x.example/>"));
}

#[test]
fn instruments_in_one_file_keep_their_notes_apart() {
    let text = written(&Markdown, &fixture::resolved(vec![fixture::draft(), fixture::schedule()]));
    assert!(text.contains("[^dpa-1]: Regulation") && text.contains("[^scc-1]: This note"), "{text}");
}
