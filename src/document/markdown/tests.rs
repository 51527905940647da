use super::{NoTokens, Problem, Tokens, blocks, clause, foreign, slug, token};
use crate::document::{Align, Block, Inline, Kind, Layer, Link, Marker, Section, Stated, plain, walk};

/// Token 1 is a hostile name, token 2 two lines, token 3 a linked fact.
struct Facts;

fn fact(text: &str) -> Inline {
    Inline::Fact(Stated { text: text.into(), path: "a.path".into(), layer: Layer::Pack })
}

impl Tokens for Facts {
    fn inlines(&self, id: u32) -> Option<Vec<Inline>> {
        match id {
            1 => Some(vec![fact("A*B_C <script> | # Inc.")]),
            2 => Some(vec![fact("one"), Inline::Break, fact("two")]),
            3 => Some(vec![Inline::Link(Link {
                url: "https://example.org".into(),
                text: vec![fact("example.org")],
            })]),
            4 => Some(vec![fact("~ not a marker")]),
            5 => Some(Vec::new()),
            _ => None,
        }
    }
}

fn read(text: &str) -> Vec<Block> {
    clause(text, "dpa/x", &Facts).unwrap()
}

fn problems(text: &str) -> Vec<Problem> {
    clause(text, "dpa/x", &Facts).unwrap_err()
}

fn section(block: &Block) -> &Section {
    match block {
        Block::Section(section) => section,
        other => panic!("no section: {other:?}"),
    }
}

/// One line per run, with its depth of sections left out.
fn words(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    walk::runs(blocks, &mut |_, _, run| {
        if !run.is_empty() {
            lines.push(plain(run));
        }
    });
    lines
}

#[test]
fn paragraphs_are_clauses_with_run_in_headings() {
    let read = read("**Contents.** The first\nmessage.\n\nThe second.\n\n**No heading** here.");
    let first = section(&read[0]);
    assert_eq!(first.kind, Kind::Clause);
    assert_eq!(&*first.key, "dpa/x#contents");
    assert_eq!(plain(&first.title), "Contents");
    assert_eq!(words(&first.blocks), ["The first message."]);
    assert_eq!(&*section(&read[1]).key, "");
    assert_eq!(words(&read[2..]), ["No heading here."]);
}

#[test]
fn a_fact_that_ends_in_a_period_makes_no_heading() {
    let read = read(&format!("**{}** is the processor.", token(1)));
    assert!(section(&read[0]).title.is_empty());
}

#[test]
fn lists_and_continuations_belong_to_the_clause_above() {
    let read = read("It shall:\n\n1. do\n   - so\n2. that\n\n^ and no more.\n\n~ Lead-in.\n\n- free");
    assert_eq!(read.len(), 3);
    let blocks = &section(&read[0]).blocks;
    let Block::List(list) = &blocks[1] else { panic!("no list: {blocks:?}") };
    assert_eq!(list.marker, Marker::Counted);
    assert!(matches!(&list.items[0].blocks[1], Block::List(inner) if inner.marker == Marker::Bullet));
    assert_eq!(words(&blocks[2..]), ["and no more."]);
    assert!(matches!(&read[1], Block::Paragraph(run) if plain(run) == "Lead-in."));
    assert!(matches!(read[2], Block::List(_)));
}

#[test]
fn headings_open_parts() {
    let read = read("### One\n\na\n\n#### Deeper\n\nb\n\n### One\n\nc");
    let first = section(&read[0]);
    assert_eq!((first.kind, &*first.key), (Kind::Part, "dpa/x#one"));
    assert_eq!(&*section(&first.blocks[1]).key, "dpa/x#deeper");
    assert_eq!(&*section(&read[1]).key, "dpa/x#one-2");
    assert_eq!(words(&read), ["One", "a", "Deeper", "b", "One", "c"]);
}

#[test]
fn definitions_carry_their_keys() {
    let read = read(
        "In this agreement:\n\nCustomer Data\n: all data, including:\n\n  1. one;\n  2. two.\n\nSCCs\n: the clauses.",
    );
    let definitions = walk::definitions(&read);
    assert_eq!(&*definitions[0].key, "term:customer-data");
    assert_eq!(&*definitions[0].term, "Customer Data");
    assert_eq!(definitions[0].meaning.len(), 2);
    assert_eq!(&*definitions[1].term, "SCCs");
    assert_eq!(read.len(), 1);
}

#[test]
fn tables_have_captions_widths_and_alignment() {
    let read = read("Table: What it costs {30 70}\n\n| a | b |\n|---|--:|\n| c | d<br>e |\n");
    let Block::Table(table) = &read[0] else { panic!("no table: {read:?}") };
    assert_eq!(table.caption.as_deref().map(plain).as_deref(), Some("What it costs"));
    assert_eq!(table.columns[0].width, Some(30));
    assert_eq!(table.columns[1].align, Align::Right);
    assert_eq!(table.header[1].plain(), "b");
    assert_eq!(table.rows[0][1].lines.len(), 2);
    assert!(!table.row_headers);
}

#[test]
fn an_empty_header_row_makes_labels_of_the_first_column() {
    let read = read("Table: {30}\n\n| | |\n|---|---|\n| Name | x |\n");
    let Block::Table(table) = &read[0] else { panic!("no table: {read:?}") };
    assert_eq!(table.caption, None);
    assert_eq!(table.columns[0].width, Some(30));
    assert_eq!(table.columns[1].width, None);
    assert!(table.header.is_empty() && table.row_headers);
}

#[test]
fn a_caption_needs_no_blank_line() {
    let read = read("Table: Costs\n| a | b |\n|---|---|\n| c | d |\n");
    assert!(matches!(&read[..], [Block::Table(table)] if table.caption.is_some()));
}

#[test]
fn facts_bend_nothing_wherever_they_stand() {
    let t = token(1);
    let text = format!(
        "### {t}\n\n{t} and **{t}** and *x{t}*, [{t}](https://example.org).\n\n1. {t}\n\n| {t} |\n|---|\n| {t} |\n\n{t}\n: {t}\n"
    );
    let name = "A*B_C <script> | # Inc.";
    let lines = words(&read(&text)).join("\n");
    assert_eq!(lines.matches(name).count(), 9, "{lines}");
    let definitions = read(&text);
    assert_eq!(&*walk::definitions(&definitions)[0].term, name);
}

#[test]
fn tokens_give_lines_links_or_nothing() {
    let read = read(&format!("{} {} {} end", token(2), token(5), token(3)));
    let Block::Paragraph(run) = &section(&read[0]).blocks[0] else { panic!("no paragraph") };
    assert_eq!(plain(run), "one two example.org end");
    assert!(matches!(run[4], Inline::Link(_)));
}

#[test]
fn markers_stand_before_marks_and_facts() {
    let read = read(&format!("One.\n\n^ **Two**\n\n^ {}\n\n~ *Three*\n\n~\n", token(1)));
    assert_eq!(read.len(), 2);
    assert_eq!(words(&read), ["One.", "Two", "A*B_C <script> | # Inc.", "Three"]);
}

#[test]
fn a_fact_is_no_marker() {
    let read = read(&token(4));
    assert_eq!(section(&read[0]).kind, Kind::Clause);
}

#[test]
fn unknown_tokens_are_problems() {
    assert_eq!(problems(&format!("x {} y", token(99))).len(), 1);
    assert_eq!(problems("x \u{fdd0}1 y").len(), 1);
    assert!(clause(&token(1), "k", &NoTokens).is_err());
}

#[test]
fn links_lead_to_places_and_the_web() {
    let read = read("See [](clause:dpa/y), [its words](clause:dpa/y#z), <https://a.org> and <a@b.org>.");
    let Block::Paragraph(run) = &section(&read[0]).blocks[0] else { panic!("no paragraph") };
    let found: Vec<String> = run
        .iter()
        .filter_map(|inline| match inline {
            Inline::Reference(to) => Some(format!("{}={}", to.to, plain(&to.text))),
            Inline::Link(link) => Some(format!("{}={}", link.url, plain(&link.text))),
            _ => None,
        })
        .collect();
    assert_eq!(
        found,
        ["dpa/y=", "dpa/y#z=its words", "https://a.org=https://a.org", "mailto:a@b.org=a@b.org"]
    );
}

#[test]
fn footnotes_stand_where_their_marks_are() {
    let read = read("A word[^n] here.\n\n[^n]: Its *text*.\n");
    assert_eq!(read.len(), 1);
    let mut notes = Vec::new();
    walk::inlines(&read, &mut |inline| {
        if let Inline::Note(note) = inline {
            notes.push(plain(&note.text));
        }
    });
    assert_eq!(notes, ["Its text."]);
    assert_eq!(problems("A word[^n] here.").len(), 1);
    assert_eq!(problems("A word.\n\n[^n]: Unused.\n").len(), 1);
    assert_eq!(problems("A[^n].\n\n[^n]: One.\n\n    Two.\n").len(), 1);
}

#[test]
fn what_contracts_do_not_have_is_a_problem() {
    for text in [
        "# Title",
        "## Title",
        "`code`",
        "    code",
        "> quote",
        "---",
        "![alt](https://a.org/b.png)",
        "<div>x</div>",
        "<!-- x -->",
        "a <b>x",
        "[x](javascript:alert)",
        "[x](relative)",
        "[x](clause:)",
        "^ continues nothing",
        "a **b",
        "[x](clause:a b)",
        "Table: of nothing\n\ntext",
        "Table: x {50 60}\n\n| a | b |\n|---|---|\n| c | d |",
        "Table: x {50 20 10}\n\n| a | b |\n|---|---|\n| c | d |",
        "- # Title",
    ] {
        let found = clause(text, "k", &Facts);
        assert!(found.is_err(), "{text:?} gave {found:?}");
    }
}

#[test]
fn problems_have_their_place() {
    let text = "Fine.\n\nA `bad` word.";
    let [problem] = &problems(text)[..] else { panic!("not one problem") };
    assert_eq!(&text[problem.range.clone()], "`bad`");
}

#[test]
fn quotes_are_set_across_marks_and_facts() {
    let read = read(&format!("(\"**Customer**\") is \"{}\"'s.", token(2)));
    assert_eq!(words(&read), ["(“Customer”) is “one two”’s."]);
}

#[test]
fn breaks_end_lines_and_soft_ends_do_not() {
    let read = read("a<br>b  \nc\nd");
    let Block::Paragraph(run) = &section(&read[0]).blocks[0] else { panic!("no paragraph") };
    assert_eq!(run.iter().filter(|i| **i == Inline::Break).count(), 2);
    assert_eq!(plain(run), "a b c d");
}

#[test]
fn other_texts_are_read_for_their_words() {
    let text =
        "lead\n\n# One's\n\n> `quoted`\n\n## Two\n\n![alt](x.png) [rel](x.html)\n\n<!-- c -->\n\n---\n";
    let read = blocks(text, &NoTokens).unwrap();
    assert_eq!(words(&read), ["lead", "One's", "quoted", "Two", "alt rel"]);
    let one = section(&read[1]);
    assert_eq!((one.kind, &*one.key), (Kind::Part, "ones"));
    assert!(blocks("<div>x</div>", &NoTokens).is_err());
}

#[test]
fn slugs_are_ascii_where_they_can_be() {
    assert_eq!(slug("Processor’s  Duties (all)"), "processors-duties-all");
    assert_eq!(slug("Übermittlung"), "ubermittlung");
    assert_eq!(slug("Όροι"), "οροι");
    assert_eq!(slug("?"), "");
}

#[test]
fn deep_nesting_is_a_problem_and_no_crash() {
    assert!(clause(&"- ".repeat(5000), "k", &NoTokens).is_err());
    assert!(blocks(&"> ".repeat(5000), &NoTokens).is_err());
    let _ = clause(&"**a ".repeat(5000), "k", &NoTokens);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = clause(&text, "k", &Facts);
        let _ = blocks(&text, &Facts);
    }

    #[test]
    fn no_markdown_makes_it_panic(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "# ", "### ", "- ", "1. ", "> ", "| a | b |\n", "|---|:-:|\n", "\n", "\n\n", "    ",
            "**", "*", "[", "](clause:a#b)", "](https://a)", "![", "`", "~ ", "^ ", ": ", "word",
            "\u{fdd0}1\u{fdd1}", "\u{fdd0}", "\u{fdd1}", "[^a]", "[^a]: ", "Table: c {30}", "<br>",
            "<b>", "<!--", "-->", "\"", "'", "\\", "é", "---\n", "```\n", "{", "}", ". ", "&nbsp;",
        ]), 0..40)
    ) {
        let text = pieces.concat();
        for result in [clause(&text, "k", &Facts), blocks(&text, &Facts)] {
            for problem in result.err().unwrap_or_default() {
                proptest::prop_assert!(text.get(problem.range).is_some());
            }
        }
    }
}

#[test]
fn a_ragged_table_of_others_loses_no_words() {
    let said = |text: &str| {
        crate::diff::units::units(&foreign(text)).iter().map(|leaf| leaf.text.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(said("| a | b |\n|---|---|\n| c | d | e | f |\n| g |\n"), ["a b", "c d | e | f", "g"]);
    // More cells are lacking than the parser fills in.
    let wide = format!("|{}\n|{}\n", " h |".repeat(600), "---|".repeat(600));
    let text = format!("{wide}{}\n\nthe end\n", "| only |\n".repeat(500));
    let said = said(&text);
    assert!(said.iter().map(|text| text.matches("only").count()).sum::<usize>() == 500, "{}", said.len());
    assert_eq!(said.last().map(String::as_str), Some("the end"));
}

#[test]
fn what_others_wrote_is_read_for_its_words() {
    use crate::document::plain;

    let words = |text: &str| -> String {
        let paragraph = |block: &Block| match block {
            Block::Paragraph(run) => plain(run).split_whitespace().collect::<Vec<_>>().join(" "),
            other => format!("{other:?}"),
        };
        super::foreign(text).iter().map(paragraph).collect::<Vec<_>>().join("|")
    };
    assert_eq!(
        words("<div>the <b>mill</b></div>\n\ngrinds <i>corn</i><!-- not --> daily"),
        "the mill|grinds corn daily"
    );
    assert_eq!(words("corn[^1] and rye[^2]\n\n[^1]: a grain\n\n[^3]: no mark"), "corn and rye[^2]|no mark");
    assert_eq!(words(&format!("{}deep", "> ".repeat(60))).split_whitespace().last(), Some("deep"));
    assert_eq!(words(""), "");
}

#[test]
fn lines_of_a_foreign_paragraph_read_as_those_of_any_other() {
    let text = "The mill\ngrinds *corn\non* every day  \nbut `Sunday`\nand Easter.\n\n- a\n  b\n";
    assert_eq!(foreign(text), blocks(text, &NoTokens).expect("Markdown"));
}

#[test]
fn metadata_before_a_text_is_no_text_and_terms_between_hyphens_are() {
    let site = "---\ntitle: Terms\nredirect_from:\n  - /articles/terms\n---\n\nThe mill grinds.\n";
    assert_eq!(site[super::head_of(site)..].trim(), "The mill grinds.");
    assert_eq!(super::foreign(site), super::foreign("The mill grinds.\n"));
    for kept in [
        "---\n\n1. Liability: limited\n\n---\n\nThe mill grinds.\n",
        "---\nLiability cap: EUR 100\nTerm: 12 months\n---\nThe mill grinds.\n",
        "---\ntitle: Terms\nThe mill grinds.\n",
        "\n---\ntitle: Terms\n---\nThe mill grinds.\n",
        "---\nNothing here names anything\n---\nThe mill grinds.\n",
    ] {
        assert_eq!(super::head_of(kept), 0, "{kept}");
    }
}
