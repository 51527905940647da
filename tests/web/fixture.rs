//! An invented agreement with every kind of block, and the small words that build it.

use dpakit::document::*;

pub fn t(text: &str) -> Inline {
    Inline::Text(text.into())
}

pub fn fact(text: &str) -> Inline {
    Inline::Fact(Stated { text: text.into(), path: "breach.notice".into(), layer: Layer::Pack })
}

pub fn term(text: &str) -> Inline {
    let key = text.to_lowercase().replace(' ', "-");
    Inline::Term { to: format!("term:{key}").into(), text: text.into() }
}

pub fn refer(to: &str, label: &str, document: &str) -> Inline {
    Inline::reference(Reference {
        to: to.into(),
        text: Vec::new(),
        label: label.into(),
        document: document.into(),
    })
}

pub fn note(number: u32, text: &str) -> Inline {
    let text = vec![t(text)];
    Inline::note(Note { number, published: None, text })
}

pub fn p(inlines: impl Into<Vec<Inline>>) -> Block {
    Block::Paragraph(inlines.into())
}

pub fn section(kind: Kind, key: &str, number: &str, title: &str, blocks: Vec<Block>) -> Block {
    let title = if title.is_empty() { vec![] } else { vec![t(title)] };
    Block::section(Section {
        key: key.into(),
        kind,
        number: Number::counted(number),
        title,
        origin: None,
        language: None,
        blocks,
    })
}

pub fn clause(key: &str, number: &str, title: &str, blocks: Vec<Block>) -> Block {
    section(Kind::Clause, key, number, title, blocks)
}

pub fn item(number: &str, blocks: Vec<Block>) -> Item {
    let number = Number::counted(number);
    Item { number, blocks }
}

pub fn counted(items: Vec<Item>) -> Block {
    let marker = Marker::Counted;
    Block::List(List { marker, items })
}

pub fn bullets(items: &[&str]) -> Block {
    let items = items.iter().map(|text| item("", vec![p([t(text)])]));
    Block::List(List { marker: Marker::Bullet, items: items.collect() })
}

pub fn define(term: &str, meaning: Vec<Inline>) -> Definition {
    let key = term.to_lowercase().replace(' ', "-");
    Definition { key: format!("term:{key}").into(), term: term.into(), meaning: vec![p(meaning)] }
}

pub fn rows(rows: &[&[&str]]) -> Vec<Vec<Cell>> {
    let row = |row: &&[&str]| row.iter().map(|cell| vec![t(cell)].into()).collect();
    rows.iter().map(row).collect()
}

fn column(width: Option<u8>, align: Align) -> Column {
    Column { width, align }
}

fn field(kind: FieldKind, label: &str, value: Option<&str>) -> Field {
    Field { kind, label: label.into(), value: value.map(|value| vec![fact(value)]) }
}

fn signatory(id: &str, party: &str, capacity: &str, name: Option<&str>) -> Signatory {
    Signatory {
        id: id.into(),
        party: vec![fact(party)],
        capacity: vec![t(capacity)],
        fields: vec![
            field(FieldKind::Signature, "Signature", None),
            field(FieldKind::Name, "Name", name),
            field(FieldKind::Title, "Position", name.map(|_| "Chief Operating Officer")),
            field(FieldKind::Place, "Place", None),
            field(FieldKind::Date, "Date", None),
        ],
    }
}

fn key_terms() -> Vec<KeyTerm> {
    let row = |label: &str, values: &[&str]| KeyTerm {
        label: vec![t(label)],
        value: Cell {
            lines: values.iter().map(|value| Line { item: false, text: vec![fact(value)] }).collect(),
        },
    };
    vec![
        row(
            "Instruments",
            &[
                "Data processing agreement",
                "EU standard contractual clauses, Module Two (controller to processor)",
            ],
        ),
        row("Breach notice", &["Without undue delay, at the latest 48 hours after becoming aware"]),
        row("Sub-processors", &["General authorisation, 30 days’ notice, right to object"]),
        row("Law and courts", &["Ireland; courts of Dublin"]),
        row("Contact for privacy", &["privacy@northwind.example"]),
    ]
}

fn meta() -> Meta {
    let party = |name: &str, role: &str| CoverParty { name: vec![fact(name)], role: vec![t(role)] };
    Meta {
        slug: "dpa".into(),
        title: "Data Processing Agreement".into(),
        subtitle: Some("under Article 28(3) of Regulation (EU) 2016/679".into()),
        called: "the Agreement".into(),
        language: "en-GB".into(),
        reference: "NW-2026-0117".into(),
        version: "Version 1.0 of 2 March 2026".into(),
        date: Some("2026-03-02".into()),
        parties: vec![
            party("Northwind Analytics Limited", "Customer, controller, data exporter"),
            party("Fábrica de Dados, S.A.", "Provider, processor, data importer"),
        ],
        key_terms: key_terms(),
        cover: true,
        watermark: None,
        notice: Some("This page is a summary; the text of the agreement decides.".into()),
    }
}

fn definitions() -> Block {
    let list = Block::Definitions(vec![
        define(
            "Breach",
            vec![
                t("means an event in which somebody loses, changes or sees without leave, "),
                term("Customer Data"),
                t("."),
            ],
        ),
        define(
            "Customer Data",
            vec![
                t(
                    "means the personal data that the Provider processes on behalf of the Customer under the Main Contract, as described in ",
                ),
                refer("dpa/annex-processing", "Annex 1 (The processing)", "dpa"),
                t("."),
            ],
        ),
        define(
            "Sub-processor",
            vec![
                t("means another processor that the Provider engages to process "),
                term("Customer Data"),
                t("."),
            ],
        ),
    ]);
    section(
        Kind::Section,
        "dpa/definitions",
        "1",
        "Definitions",
        vec![
            clause("dpa/definitions#terms", "1.1", "Terms", vec![p([t("In this agreement:")]), list]),
            clause(
                "dpa/definitions#law",
                "1.2",
                "",
                vec![p([
                    t("Words that the GDPR defines mean what the GDPR says."),
                    note(1, "Regulation (EU) 2016/679, OJ L 119, 4.5.2016, p. 1."),
                    t(" The German text calls the controller "),
                    Inline::Foreign { language: "de".into(), text: vec![t("Verantwortlicher")] },
                    t("."),
                ])],
            ),
        ],
    )
}

fn breach() -> Block {
    let inner = counted(vec![
        item("(i)", vec![p([t("the categories and the approximate number of the persons concerned; and")])]),
        item("(ii)", vec![p([t("the categories and the approximate number of the records concerned;")])]),
    ]);
    let contents = counted(vec![
        item("(a)", vec![p([t("what happened, including, where possible,")]), inner]),
        item("(b)", vec![p([t("the likely consequences of the "), term("Breach"), t("; and")])]),
        item(
            "(c)",
            vec![
                p([t("the measures taken or proposed, and the reasons for them.")]),
                p([
                    t("Where the measures are set out in "),
                    refer("dpa/annex-security", "Annex 2 (Security measures)", "dpa"),
                    t(", a reference to them is enough."),
                ]),
            ],
        ),
    ]);
    section(
        Kind::Section,
        "dpa/breach-notice",
        "2",
        "Breach notice",
        vec![
            clause(
                "dpa/breach-notice#time",
                "2.1",
                "Time",
                vec![p([
                    t("The Provider tells the Customer of every "),
                    term("Breach"),
                    t(" without undue delay, and at the latest "),
                    fact("48 hours"),
                    t(" after becoming aware of it. The time runs on "),
                    Inline::Emphasis(vec![t("every")]),
                    t(" day of the year."),
                ])],
            ),
            clause(
                "dpa/breach-notice#contents",
                "2.2",
                "Contents",
                vec![
                    p([t("The first message states")]),
                    contents,
                    p([
                        t("What is not known at once follows as soon as it is known. "),
                        Inline::Strong(vec![t("No message waits for completeness.")]),
                    ]),
                ],
            ),
            clause(
                "dpa/breach-notice#address",
                "2.3",
                "Address",
                vec![p([
                    t("Messages go to "),
                    fact("security@northwind.example"),
                    t(" and are confirmed by telephone. Guidance of the board: "),
                    Inline::Link(Link {
                        url: "https://www.edpb.europa.eu/our-work?topic=breach&year=2023".into(),
                        text: vec![t("Guidelines 9/2022")],
                    }),
                    t("; see "),
                    refer("scc/clause-8", "Clause 8.6(c) of the EU Clauses Schedule", "scc"),
                    t(" as well."),
                ])],
            ),
        ],
    )
}

fn subprocessors() -> Block {
    section(
        Kind::Section,
        "dpa/sub-processors",
        "3",
        "Sub-processors",
        vec![
            clause(
                "dpa/sub-processors#authorisation",
                "3.1",
                "Authorisation",
                vec![p([
                    t("The Customer authorises the engagement of the "),
                    Inline::Term { to: "term:sub-processor".into(), text: "Sub-processors".into() },
                    t(" listed in "),
                    refer("dpa/annex-list", "Annex 3 (Sub-processors)", "dpa"),
                    t(". The Provider announces each change at least 30 days in advance, as "),
                    refer("dpa/breach-notice#address", "clause 2.3", "dpa"),
                    t(" provides for messages."),
                ])],
            ),
            clause(
                "dpa/sub-processors#duties",
                "3.2",
                "Duties",
                vec![
                    p([t("The Provider")]),
                    bullets(&[
                        "imposes on each Sub-processor the duties of this agreement;",
                        "keeps the list up to date; and",
                        "answers for each Sub-processor as for itself.",
                    ]),
                ],
            ),
        ],
    )
}

fn processing() -> Block {
    let table = Block::table(Table {
        caption: Some(vec![t("Service “Insight Cloud”")]),
        columns: vec![column(Some(30), Align::Left), column(None, Align::Left)],
        header: vec![],
        rows: vec![
            vec![
                vec![t("Subject matter")].into(),
                vec![fact("Hosted analysis of sales and support data")].into(),
            ],
            vec![
                vec![t("Duration")].into(),
                vec![t("Term of the Main Contract, plus "), fact("30 days"), t(" for return")].into(),
            ],
            vec![
                vec![t("Persons concerned")].into(),
                Cell {
                    lines: vec![
                        Line { item: false, text: vec![t("Customers"), t(", namely")] },
                        Line { item: true, text: vec![t("Employees of the Customer")] },
                        Line { item: true, text: vec![t("Visitors of the Customer’s web sites")] },
                    ],
                },
            ],
            vec![
                vec![t("Categories of data")].into(),
                vec![t("Names, addresses, order history, support messages; no special categories")].into(),
            ],
        ],
        row_headers: true,
    });
    section(
        Kind::Annex,
        "dpa/annex-processing",
        "Annex 1",
        "The processing",
        vec![
            p([t("This annex describes the processing, as Article 28(3) of the GDPR demands.")]),
            section(Kind::Part, "dpa/annex-processing/insight", "", "Insight Cloud", vec![table]),
            section(
                Kind::Part,
                "dpa/annex-processing/help",
                "",
                "Help desk",
                vec![p([t("The help desk sees Customer Data only on a screen shared by the Customer.")])],
            ),
        ],
    )
}

fn security() -> Block {
    section(
        Kind::Annex,
        "dpa/annex-security",
        "Annex 2",
        "Security measures",
        vec![
            section(
                Kind::Section,
                "dpa/annex-security/access",
                "A",
                "Access",
                vec![clause(
                    "dpa/annex-security#mfa",
                    "A.1",
                    "Accounts",
                    vec![p([t(
                        "Every account of a person with access to Customer Data is protected by a second factor.",
                    )])],
                )],
            ),
            bullets(&[
                "Encryption at rest with AES-256, in transit with TLS 1.3.",
                "Backups once a day, restored for a test once a quarter.",
            ]),
        ],
    )
}

fn list() -> Block {
    let table = Block::table(Table {
        caption: Some(vec![t("Sub-processors on 2 March 2026")]),
        columns: vec![
            column(None, Align::Left),
            column(None, Align::Left),
            column(None, Align::Centre),
            column(None, Align::Right),
        ],
        header: ["Name", "Task", "Transfer", "Since"].map(|cell| vec![t(cell)].into()).into(),
        rows: rows(&[
            &[
                "Halden Hosting AS, Oslo",
                "Data centre and backups, including the physical security of the premises",
                "no",
                "2019",
            ],
            &["Bluefin Messaging, Inc., Portland OR", "Sending of e-mail", "yes", "2021"],
            &["Zürcher Rechenwerk AG", "Disaster recovery", "yes", "2024"],
        ]),
        row_headers: true,
    });
    section(Kind::Annex, "dpa/annex-list", "Annex 3", "Sub-processors", vec![table])
}

fn recitals() -> Block {
    section(
        Kind::Part,
        "dpa/recitals",
        "",
        "Background",
        vec![counted(vec![
            item(
                "(A)",
                vec![p([
                    t(
                        "The Customer uses the services of the Provider under the contract of 12 January 2026 (the ",
                    ),
                    Inline::Strong(vec![t("Main Contract")]),
                    t(")."),
                ])],
            ),
            item(
                "(B)",
                vec![p([
                    t("The Provider processes "),
                    term("Customer Data"),
                    t(" for the Customer, who decides what it is used for and how."),
                ])],
            ),
        ])],
    )
}

fn signing() -> Block {
    section(
        Kind::Signing,
        "dpa/signing",
        "",
        "Signatures",
        vec![
            p([t(
                "The parties sign this agreement with its three annexes. Signed by the parties’ authorised representatives:",
            )]),
            Block::Signatures(vec![
                signatory(
                    "northwind",
                    "Northwind Analytics Limited",
                    "Customer and controller",
                    Some("Aoife Ní Bhriain"),
                ),
                signatory("fabrica", "Fábrica de Dados, S.A.", "Provider and processor", None),
            ]),
        ],
    )
}

/// The agreement before it is resolved.
pub fn draft() -> Draft {
    Draft {
        meta: meta(),
        scheme: Scheme::default(),
        blocks: vec![
            recitals(),
            definitions(),
            breach(),
            subprocessors(),
            signing(),
            processing(),
            security(),
            list(),
        ],
    }
}

/// A second instrument of the pack, short and without a cover.
pub fn schedule() -> Draft {
    Draft {
        meta: Meta {
            slug: "scc".into(),
            title: "EU Clauses Schedule".into(),
            subtitle: Some("Standard contractual clauses, Module Two".into()),
            called: "the EU Clauses Schedule".into(),
            cover: false,
            key_terms: Vec::new(),
            parties: Vec::new(),
            notice: None,
            ..meta()
        },
        scheme: Scheme::default(),
        blocks: vec![section(
            Kind::Section,
            "scc/clause-8",
            "8",
            "Data protection safeguards",
            vec![clause(
                "scc/clause-8#six",
                "8.6",
                "Security of processing",
                vec![p([
                    t("The parties refer to "),
                    refer("dpa/annex-security", "Annex 2 of the Agreement", "dpa"),
                    t("."),
                    note(1, "This note belongs to the schedule."),
                ])],
            )],
        )],
    }
}

/// A draft of the agreement with open blanks and the changes of a redline.
pub fn redline() -> Draft {
    let mut draft = draft();
    draft.meta.watermark = Some(Watermark::Draft);
    let changed = section(
        Kind::Section,
        "dpa/audit",
        "4",
        "Audit",
        vec![
            clause(
                "dpa/audit#right",
                "4.1",
                "Right",
                vec![p([
                    t("The Customer may audit "),
                    Inline::Changed(Mark::Deleted, vec![t("once a year")]),
                    Inline::Changed(
                        Mark::Inserted,
                        vec![t("whenever there is "), Inline::Strong(vec![t("reason")])],
                    ),
                    t(", after "),
                    Inline::Blank("days of notice".into()),
                    t(" days’ notice."),
                ])],
            ),
            Block::Changed(
                Mark::Inserted,
                vec![clause("dpa/audit#cost", "4.2", "Cost", vec![p([t("Each party bears its own cost.")])])],
            ),
            Block::Changed(
                Mark::Deleted,
                vec![clause(
                    "dpa/audit#cost",
                    "",
                    "Cost",
                    vec![p([t("The Customer bears the cost.")]), bullets(&["travel", "fees"])],
                )],
            ),
            Block::Changed(Mark::MovedHere(1), vec![p([t("This paragraph stood elsewhere.")])]),
            Block::Changed(Mark::MovedAway(1), vec![p([t("This one stands elsewhere.")])]),
        ],
    );
    draft.blocks.insert(4, changed);
    draft
}

/// Documents whose blocks are numbered already: formats write what they are given, also a redline
/// whose old and new text share keys.
pub fn resolved(drafts: Vec<Draft>) -> Vec<Document> {
    drafts.into_iter().map(|draft| Document::redline(draft.meta, draft.blocks)).collect()
}

/// One document that has these blocks and nothing on its cover.
pub fn bare(blocks: Vec<Block>) -> Document {
    let meta = Meta { slug: "x".into(), title: "T".into(), language: "en".into(), ..Meta::default() };
    let draft = Draft { meta, scheme: Scheme::default(), blocks };
    resolved(vec![draft]).remove(0)
}

/// What a format writes, as text.
pub fn written(format: &dyn dpakit::emit::Format, documents: &[Document]) -> String {
    let mut out = Vec::new();
    let look = dpakit::emit::Look::default();
    format.write(&dpakit::emit::Volume::of(documents), &look, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("text")
}
