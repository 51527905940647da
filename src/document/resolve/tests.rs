use std::sync::Arc;

use super::{Dangling, Fault, resolve};
use crate::document::markdown::{NoTokens, clause};
use crate::document::{
    Block, Document, Draft, Inline, Kind, Labels, Meta, Number, Origin, Scheme, Section, walk,
};

pub fn labels() -> Labels {
    Labels {
        section: "clause".into(),
        clause: "clause".into(),
        annex: "Annex".into(),
        of: "{place} of {document}".into(),
    }
}

pub fn draft(slug: &str, called: &str, blocks: Vec<Block>) -> Draft {
    Draft {
        meta: Meta { slug: slug.into(), called: called.into(), language: "en-GB".into(), ..Meta::default() },
        scheme: Scheme::default(),
        blocks,
    }
}

fn section(kind: Kind, key: &str, title: &str, text: &str) -> Block {
    Block::section(Section {
        key: key.into(),
        kind,
        number: Number::default(),
        title: vec![Inline::Text(title.into())],
        origin: Some(Origin { address: format!("{key}@1").into() }),
        language: None,
        blocks: clause(text, key, &NoTokens).unwrap(),
    })
}

fn published(number: &str, block: Block) -> Block {
    match block {
        Block::Section(mut section) => {
            Arc::make_mut(&mut section).number = Number::published(number);
            Block::Section(section)
        }
        other => other,
    }
}

fn dpa(blocks: Vec<Block>) -> Vec<Draft> {
    vec![draft("dpa", "the Agreement", blocks)]
}

fn resolved(drafts: Vec<Draft>) -> Vec<Document> {
    resolve(drafts, &labels()).unwrap()
}

fn text(drafts: Vec<Draft>) -> String {
    walk::text(&resolved(drafts)[0])
}

#[test]
fn everything_is_numbered() {
    let long = "**One.** Do:\n\n1. a\n   1. b\n      1. c\n2. d\n\nTwo.\n\n### Part\n\nThree.";
    let got = text(dpa(vec![
        section(Kind::Section, "dpa/a", "First", long),
        section(Kind::Annex, "dpa/b", "Measures", "One.\n\n### Part\n\nTwo.\n\n1. item"),
        section(Kind::Section, "dpa/c", "Second", "Alone."),
        published("Annex I.B", section(Kind::Annex, "dpa/d", "Transfer", "Here.")),
        section(Kind::Annex, "dpa/e", "Others", "Here."),
        published("Clause 13", section(Kind::Section, "dpa/f", "Supervision", "Here.")),
    ]));
    let expected = "\
1 First
1.1 One. Do:
(a) a
(i) b
(A) c
(b) d
1.2 Two.
Part
1.3 Three.
Annex 1 Measures
1 One.
Part
2 Two.
(a) item
2 Second
2.1 Alone.
Annex I.B Transfer
1 Here.
Annex 2 Others
1 Here.
Clause 13 Supervision
13.1 Here.
";
    assert_eq!(got, expected);
}

#[test]
fn empty_stretches_leave_no_hole() {
    let mut blocks = vec![
        section(Kind::Section, "dpa/a", "Empty", ""),
        section(Kind::Section, "dpa/b", "Full", "One.\n\n**Heading.**\n\nTwo  words, \n\n| a |\n|---|"),
    ];
    blocks.insert(0, Block::Paragraph(vec![Inline::Text("  ".into()), Inline::Break]));
    blocks.push(Block::Definitions(Vec::new()));
    assert_eq!(text(dpa(blocks)), "1 Full\n1.1 One.\n1.2 Two words,\n");
}

#[test]
fn references_name_their_places() {
    let refs = "[](clause:dpa/b) [](clause:dpa/b#contents) [](clause:dpa/x) [](clause:dpa/b#part) \
                [](clause:scc) [](clause:scc/one) [](clause:dpa) [own](clause:dpa/b) [](clause:dpa/a)";
    let drafts = vec![
        draft(
            "dpa",
            "the Agreement",
            vec![
                section(Kind::Section, "dpa/a", "Refs", refs),
                section(Kind::Section, "dpa/b", "Breach", "a\n\n**Contents.** b\n\n### Part\n\nc"),
                section(Kind::Annex, "dpa/x", "Measures", "d"),
            ],
        ),
        draft(
            "scc",
            "the EU Clauses",
            vec![
                published("Clause 1", section(Kind::Section, "scc/one", "Purpose", "e")),
                section(Kind::Section, "scc/two", "Back", "[](clause:dpa/b)"),
            ],
        ),
    ];
    let documents = resolved(drafts);
    let mut found = Vec::new();
    for document in &documents {
        walk::inlines(document.blocks(), &mut |inline| {
            if let Inline::Reference(reference) = inline {
                found.push(format!("{}: {}", reference.document, reference.label));
            }
        });
    }
    assert_eq!(
        found,
        [
            "dpa: clause 2 (Breach)",
            "dpa: clause 2.2 (Contents)",
            "dpa: Annex 1 (Measures)",
            "dpa: “Part”",
            "scc: the EU Clauses",
            "scc: Clause 1 (Purpose) of the EU Clauses",
            "dpa: the Agreement",
            "dpa: clause 2 (Breach)",
            "dpa: clause 1 (Refs)",
            "dpa: clause 2 (Breach) of the Agreement",
        ]
    );
}

const GLOSSARY: &str = "Terms:\n\nParty\n: a person.\n\nData\n: things.\n\nCustomer Data\n: Data of a Party, not Customer Data.\n\nUnused\n: a Helper.\n\nHelper\n: helps an Unused.\n\nalpha\n: first.";

fn with_glossary(text: &str) -> Vec<Draft> {
    dpa(vec![
        section(Kind::Section, "dpa/defs", "Definitions of Unused", GLOSSARY),
        section(Kind::Section, "dpa/a", "Text", text),
    ])
}

fn terms(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    walk::inlines(document.blocks(), &mut |inline| {
        if let Inline::Term { to, text } = inline {
            found.push(format!("{to}={text}"));
        }
    });
    found
}

#[test]
fn definitions_are_sorted_and_those_unused_go() {
    let document = &resolved(with_glossary("All Customer Data and alpha."))[0];
    let left: Vec<&str> =
        walk::definitions(document.blocks()).iter().map(|definition| &*definition.term).collect();
    assert_eq!(left, ["alpha", "Customer Data", "Data", "Party"]);
}

#[test]
fn uses_of_terms_are_linked_whole_words_longest_first() {
    let text =
        "Parties’ Customer Data, the **Party’s Data**, Database, non-Data, data; [Data](https://a.org)";
    let document = &resolved(with_glossary(text))[0];
    assert_eq!(
        terms(document),
        [
            "term:data=Data",
            "term:party=Party",
            "term:party=Parties",
            "term:customer-data=Customer Data",
            "term:party=Party’s",
            "term:data=Data",
        ]
    );
}

#[test]
fn the_first_drafts_definitions_serve_all() {
    let mut drafts = with_glossary("Nothing.");
    let own = "Data\n: other things.";
    drafts.push(draft("scc", "S", vec![section(Kind::Section, "scc/a", "A", "a Party")]));
    drafts.push(draft("uk", "U", vec![section(Kind::Section, "uk/a", "A", &format!("Data:\n\n{own}"))]));
    let documents = resolved(drafts);
    let count = |at: usize| walk::definitions(documents[at].blocks()).len();
    assert_eq!((count(0), count(1), count(2)), (1, 0, 1));
    assert_eq!(terms(&documents[1]), ["term:party=Party"]);
}

#[test]
fn what_leads_nowhere_is_told_with_what_may_be_meant() {
    let drafts = dpa(vec![
        section(Kind::Section, "dpa/breach", "A", "[](clause:dpa/braech) [](clause:zzz)"),
        section(Kind::Section, "dpa/twice", "B", "b"),
        section(Kind::Section, "dpa/twice", "C", "Data:\n\nData\n: x.\n\nData\n: y."),
    ]);
    let faults = resolve(drafts, &labels()).unwrap_err();
    let told: Vec<String> = faults.iter().map(Dangling::to_string).collect();
    assert_eq!(
        told,
        [
            "“Data” is defined twice (in dpa/twice@1)",
            "`dpa/twice` is the key of two places (in dpa/twice@1)",
            "`dpa/braech` is referred to, but nothing has this key (in dpa/breach@1)",
            "`zzz` is referred to, but nothing has this key (in dpa/breach@1)",
        ]
    );
    assert_eq!(faults[2].near.as_deref(), Some("dpa/breach"));
    assert_eq!((faults[3].fault, &faults[3].near), (Fault::NoPlace, &None));
}

#[test]
fn notes_count_through_the_document() {
    let got = text(dpa(vec![
        section(Kind::Section, "dpa/a", "A", "x[^a] y[^b]\n\n[^a]: One.\n\n[^b]: Two.\n"),
        section(Kind::Section, "dpa/b", "B", "z[^a]\n\n[^a]: Three.\n"),
    ]));
    assert!(got.contains("[2] Two.\n"), "{got}");
    assert!(got.contains("[3] Three.\n"), "{got}");
}

#[test]
fn no_drafts_are_no_documents() {
    assert!(resolved(Vec::new()).is_empty());
}

#[test]
fn a_label_in_a_cell_is_no_use_of_a_term() {
    let terms = "Services\n: means the work.\n\nStaff\n: means people.";
    let table = "| | |\n| --- | --- |\n| Row | Services: hosting by Staff<br>Staff do the Services |\n";
    let drafts = dpa(vec![
        section(Kind::Section, "dpa/terms", "Terms", terms),
        section(Kind::Section, "dpa/table", "Table", table),
    ]);
    let documents = resolved(drafts);
    let mut used = Vec::new();
    walk::runs(documents[0].blocks(), &mut |_, _, run| {
        let terms: Vec<&str> = run
            .iter()
            .filter_map(|inline| match inline {
                Inline::Term { text, .. } => Some(&**text),
                _ => None,
            })
            .collect();
        used.extend((!terms.is_empty()).then(|| terms.join(" ")));
    });
    assert_eq!(used, ["Staff", "Staff Services"]);
}
