//! An invented agreement with everything the tree can hold, for the tests of this format.

use crate::document::{
    Align, Block, Cell, Column, CoverParty, Definition, Document, Draft, Field, FieldKind, Inline, Item,
    KeyTerm, Kind, Labels, Layer, Line, Link, List, Mark, Marker, Meta, Note, Number, Reference, Scheme,
    Section, Signatory, Stated, Table, Text, Watermark, resolve,
};

/// Running text.
pub fn t(text: &str) -> Inline {
    Inline::Text(text.into())
}

/// A fact.
pub fn fact(text: &str, path: &str) -> Inline {
    Inline::Fact(Stated { text: text.into(), path: path.into(), layer: Layer::Pack })
}

/// A paragraph of plain text.
pub fn para(text: &str) -> Block {
    Block::Paragraph(vec![t(text)])
}

fn refer(to: &str, label: &str) -> Inline {
    Inline::reference(Reference {
        to: to.into(),
        text: Vec::new(),
        label: label.into(),
        document: "dpa".into(),
    })
}

/// A section of any kind.
pub fn section(kind: Kind, key: &str, number: &str, title: &str, blocks: Vec<Block>) -> Block {
    Block::section(Section {
        key: key.into(),
        kind,
        number: Number::counted(number),
        title: if title.is_empty() { Vec::new() } else { vec![t(title)] },
        origin: None,
        language: None,
        blocks,
    })
}

/// A list with the given labels; bullets if there are none.
pub fn list(labels: &[&str], items: Vec<Vec<Block>>) -> Block {
    let marker = match labels.is_empty() {
        true => Marker::Bullet,
        false => Marker::Counted,
    };
    let items = items
        .into_iter()
        .enumerate()
        .map(|(at, blocks)| Item {
            number: labels.get(at).map(|label| Number::counted(*label)).unwrap_or_default(),
            blocks,
        })
        .collect();
    Block::List(List { marker, items })
}

/// A table of plain text.
pub fn table(caption: &str, header: &[&str], rows: &[Vec<String>]) -> Table {
    let cell = |text: &str| -> Cell { vec![t(text)].into() };
    Table {
        caption: Some(vec![t(caption)]),
        columns: rows[0].iter().map(|_| Column { width: None, align: Align::Left }).collect(),
        header: header.iter().map(|text| cell(text)).collect(),
        rows: rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect(),
        row_headers: true,
    }
}

/// A document of blocks, with plain metadata.
pub fn document(meta: Meta, blocks: Vec<Block>) -> Document {
    let labels = Labels {
        section: "section".into(),
        clause: "clause".into(),
        annex: "Annex".into(),
        of: "{place} of {document}".into(),
    };
    let draft = Draft { meta, scheme: Scheme::default(), blocks };
    resolve(vec![draft], &labels).unwrap().remove(0)
}

/// Metadata of a small instrument without a cover.
pub fn meta(title: &str) -> Meta {
    Meta {
        slug: "dpa".into(),
        title: title.into(),
        called: "the Agreement".into(),
        language: "en-GB".into(),
        reference: "MER-2026-0142".into(),
        version: "Version 1.0 of 2 March 2026".into(),
        date: Some("2026-03-02".into()),
        ..Meta::default()
    }
}

fn full_meta() -> Meta {
    let term = |label: &str, values: &[&str]| KeyTerm {
        label: vec![t(label)],
        value: Cell {
            lines: values.iter().map(|value| Line { item: false, text: vec![t(value)] }).collect(),
        },
    };
    Meta {
        subtitle: Some("under Article 28(3) of Regulation (EU) 2016/679".into()),
        parties: vec![
            CoverParty {
                name: vec![fact("Meridian Analytics GmbH", "parties.meridian.name")],
                role: vec![t("Customer, controller and data exporter")],
            },
            CoverParty {
                name: vec![fact("Harbourlight Cloud Services Ltd", "parties.harbour.name")],
                role: vec![t("Supplier, processor and data importer")],
            },
        ],
        key_terms: vec![
            term(
                "Instruments",
                &[
                    "Data Processing Agreement with Annexes 1 to 3",
                    "EU Standard Contractual Clauses, Module Two, by reference",
                ],
            ),
            term("Breach notice", &["Within 48 hours after the Supplier becomes aware of it"]),
            term("Sub-processors", &["General authorisation; 30 days’ notice of changes"]),
            term("Audits", &["Once in each calendar year, on 20 business days’ notice"]),
            term("Governing law and courts", &["Germany; courts of Hamburg"]),
            term("Deletion at the end", &["Within 60 days; backups within 180 days"]),
            term("Contacts", &["privacy@meridian.example", "dpo@harbourlight.example"]),
        ],
        cover: true,
        notice: Some(
            "This document was put together from the parties’ facts and the clause library named \
             in its manifest. It does not replace advice on the law that applies to the parties."
                .into(),
        ),
        ..meta("Data Processing Agreement")
    }
}

fn recitals() -> Block {
    section(
        Kind::Part,
        "dpa/recitals",
        "",
        "Background",
        vec![list(
            &["(A)", "(B)", "(C)"],
            vec![
                vec![para(
                    "The Customer has engaged the Supplier to provide the hosted analytics services described in the Master Services Agreement between them dated 14 January 2026, in the course of which the Supplier processes personal data on the Customer’s behalf.",
                )],
                vec![para(
                    "The parties wish to set out the subject matter and duration of that processing, its nature and purpose, the kinds of personal data and the categories of data subjects, together with the obligations and rights of the Customer as controller.",
                )],
                vec![para(
                    "This Agreement takes effect on 2 March 2026 and forms part of the Master Services Agreement.",
                )],
            ],
        )],
    )
}

fn definitions() -> Block {
    let define = |term: &str, meaning: Vec<Inline>| Definition {
        key: format!("term:{}", term.to_lowercase().replace(' ', "-")).into(),
        term: term.into(),
        meaning: vec![Block::Paragraph(meaning)],
    };
    section(
        Kind::Section,
        "dpa/definitions",
        "1",
        "Definitions and interpretation",
        vec![
            section(
                Kind::Clause,
                "dpa/definitions#terms",
                "1.1",
                "",
                vec![
                    para(
                        "In this Agreement the following terms have the meanings given to them here, and terms defined in the GDPR have the meanings given to them there:",
                    ),
                    Block::Definitions(vec![
                        define(
                            "Customer Data",
                            vec![
                                t(
                                    "means all personal data which the Supplier processes on behalf of the Customer in the course of providing the Services, as described in ",
                                ),
                                refer("dpa/annex-1", "Annex 1"),
                                t(", in whatever form or medium it is held."),
                            ],
                        ),
                        define(
                            "Data Protection Law",
                            vec![
                                t("means Regulation (EU) 2016/679 (the "),
                                Inline::Strong(vec![t("GDPR")]),
                                t(
                                    "), the Bundesdatenschutzgesetz and every other law on the protection of personal data that applies to a party’s processing under this Agreement, as amended or replaced from time to time.",
                                ),
                            ],
                        ),
                        define(
                            "Personal Data Breach",
                            vec![t(
                                "means an event in which Customer Data gets lost, is changed without leave, or comes into the hands of people who should not have it, wherever it happens.",
                            )],
                        ),
                        define(
                            "Services",
                            vec![t(
                                "means the services which the Supplier provides under the Master Services Agreement.",
                            )],
                        ),
                        define(
                            "Sub-processor",
                            vec![t(
                                "means another company that works with Customer Data for the Supplier, directly or further down a chain of such companies, at whatever place.",
                            )],
                        ),
                    ]),
                ],
            ),
            section(
                Kind::Clause,
                "dpa/definitions#order",
                "1.2",
                "Order of precedence",
                vec![Block::Paragraph(vec![
                    t(
                        "If the terms of this Agreement conflict with those of the Master Services Agreement, this Agreement prevails. If they conflict with the Standard Contractual Clauses",
                    ),
                    Inline::note(Note {
                        number: 1,
                        published: None,
                        text: vec![t(
                            "Annex to Commission Implementing Decision (EU) 2021/914 of 4 June 2021 on standard contractual clauses for the transfer of personal data to third countries pursuant to Regulation (EU) 2016/679, OJ L 199, 7.6.2021, p. 31.",
                        )],
                    }),
                    t(", those Clauses prevail over both."),
                ])],
            ),
        ],
    )
}

fn duties(number: usize, title: &str, slug: &str) -> Block {
    let n = |sub: usize| format!("{number}.{sub}");
    let key = |part: &str| format!("dpa/{slug}#{part}");
    section(
        Kind::Section,
        &format!("dpa/{slug}"),
        &number.to_string(),
        title,
        vec![
            section(
                Kind::Clause,
                &key("first"),
                &n(1),
                "General obligation",
                vec![Block::Paragraph(vec![
                    t("The Supplier shall process "),
                    Inline::Term { to: "term:customer-data".into(), text: "Customer Data".into() },
                    t(
                        " only as the Customer tells it to in a form that can be read again later, which holds for sending data abroad as well. Where a law of a member state leaves the Supplier no choice, it says so to the Customer in good time, names the law and the reason, and waits for an answer as long as it may; it stays silent only where that same law forbids it to speak. The relevant provisions are those of Article 28(3) and ",
                    ),
                    refer("dpa/breach", "clause 5.2"),
                    t("."),
                ])],
            ),
            section(
                Kind::Clause,
                &key("notice"),
                &n(2),
                "Notice and contents",
                vec![
                    Block::Paragraph(vec![
                        t(
                            "The Supplier shall notify the Customer without undue delay, and in any event within ",
                        ),
                        fact("48 hours", "breach.notice"),
                        t(
                            " after becoming aware of an event to which this clause applies. The notification shall be sent to ",
                        ),
                        Inline::Link(Link {
                            url: "mailto:privacy@meridian.example".into(),
                            text: vec![t("privacy@meridian.example")],
                        }),
                        t(" and shall describe, as far as is known at that time:"),
                    ]),
                    list(
                        &["(a)", "(b)", "(c)"],
                        vec![
                            vec![para(
                                "what happened and when it was noticed, and as soon as it is known also whose data and how many entries of which kinds are affected;",
                            )],
                            vec![
                                para(
                                    "the measures taken or proposed to be taken by the Supplier, in particular:",
                                ),
                                list(
                                    &["(i)", "(ii)", "(iii)"],
                                    vec![
                                        vec![para(
                                            "steps to keep the event from spreading and to bring the data back to those who work with it, before the next working day;",
                                        )],
                                        vec![para(
                                            "steps that make the harm smaller for the people concerned, where these differ from the steps named in the item before; and",
                                        )],
                                        vec![para(
                                            "the names of the people who look after each step, and how to reach them;",
                                        )],
                                    ],
                                ),
                            ],
                            vec![para(
                                "what the people concerned must expect to follow, together with whatever else the Customer has to know so that it can do on its side what the law asks of it in time.",
                            )],
                        ],
                    ),
                ],
            ),
            section(
                Kind::Clause,
                &key("records"),
                &n(3),
                "Records",
                vec![para(
                    "The Supplier shall keep complete and accurate records of the processing which it carries out on behalf of the Customer and of its compliance with this Agreement, and shall make them available to the Customer on request within 10 business days. Records shall be retained for a period of three years after the end of the processing to which they relate, unless a longer period is required by applicable law.",
                )],
            ),
            section(
                Kind::Clause,
                &key("costs"),
                &n(4),
                "",
                vec![para(
                    "Each party bears its own costs of performing this section. Where assistance by the Supplier goes beyond what Data Protection Law requires of a processor, the Supplier may charge its reasonable costs at the rates agreed in the Master Services Agreement, provided that it has told the Customer of the amount to be expected beforehand and the Customer has approved it in text form.",
                )],
            ),
        ],
    )
}

fn annex_one() -> Block {
    let service = |name: &str, purpose: &str| {
        let rows = [
            (
                "Subject matter",
                "Provision of the hosted service, including storage, analysis, display and support, as described in the order form.",
            ),
            ("Purpose", purpose),
            (
                "Data subjects",
                "Employees of the Customer; visitors of its websites; business contacts at customers and suppliers.",
            ),
            (
                "Personal data",
                "Names and contact data; device and usage data; contents of messages; log data with IP addresses. No special categories of personal data are processed.",
            ),
            (
                "Retention",
                "For the term of the order form and 60 days thereafter; backups are overwritten within 180 days.",
            ),
        ];
        let rows: Vec<Vec<String>> = rows.iter().map(|(a, b)| vec![(*a).into(), (*b).into()]).collect();
        let mut table = table("", &[], &rows);
        table.caption = None;
        table.columns[0].width = Some(30);
        section(Kind::Part, "", "", name, vec![Block::table(table)])
    };
    section(
        Kind::Annex,
        "dpa/annex-1",
        "Annex 1",
        "Description of the processing",
        vec![
            para(
                "This Annex describes the processing for the purposes of Article 28(3) of the GDPR. It is completed for each service separately.",
            ),
            service(
                "Harbourlight Insight",
                "Measuring the use of the Customer’s websites and improving them.",
            ),
            service(
                "Harbourlight Relay",
                "Delivering transactional messages to the Customer’s own customers.",
            ),
        ],
    )
}

fn annex_two() -> Block {
    let measures = [
        (
            "Access control",
            "Access to premises and systems is granted on the basis of individual need, is protected by multi-factor authentication and is reviewed every three months.",
            "ISO/IEC 27001:2022, A.5.15",
            "12",
        ),
        (
            "Encryption",
            "Customer Data is encrypted in transit with TLS 1.2 or later and at rest with AES-256. Keys are kept in hardware security modules and rotated each year.",
            "ISO/IEC 27001:2022, A.8.24",
            "104",
        ),
        (
            "Resilience",
            "Systems are operated in two data centres at least 40 km apart. Restoration is tested twice a year.",
            "BSI C5, OPS-06",
            "7",
        ),
        (
            "Logging",
            "Access to Customer Data is logged; logs are kept for 12 months and cannot be altered by those whose acts they record.",
            "BSI C5, OPS-10",
            "1,250",
        ),
    ];
    let mut rows = Vec::new();
    for round in 1..=4 {
        for (name, text, source, count) in measures {
            rows.push(vec![format!("{name} {round}"), text.to_owned(), source.to_owned(), count.to_owned()]);
        }
    }
    let mut main = table(
        "Table 1: Technical and organisational measures",
        &["Measure", "Description", "Standard", "Controls"],
        &rows,
    );
    main.columns[3].align = Align::Right;
    let hosts = vec![
        vec!["北京云海科技有限公司".to_owned(), "Storage of backups".to_owned(), "https://trust.yunhai.example/subprocessors/very/long/path/without-a-break/aHR0cHM6Ly9leGFtcGxlLmNvbQ0987654321".to_owned()],
        vec!["Παράδειγμα Α.Ε.".to_owned(), "Support".to_owned(), "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()],
        vec!["ООО «Пример»".to_owned(), "Delivery of messages".to_owned(), "Warsaw, Poland".to_owned()],
    ];
    section(
        Kind::Annex,
        "dpa/annex-2",
        "Annex 2",
        "Technical and organisational security measures",
        vec![
            para(
                "The Supplier maintains the following measures. It may replace a measure by another one if the level of protection is not reduced; it tells the Customer of material changes.",
            ),
            Block::table(main),
            section(
                Kind::Part,
                "",
                "",
                "Sub-processors at the date of this Agreement",
                vec![
                    para("The following Sub-processors are engaged:"),
                    Block::table(table("Table 2: Sub-processors", &["Name", "Task", "Evidence"], &hosts)),
                ],
            ),
        ],
    )
}

fn annex_three() -> Block {
    section(
        Kind::Annex,
        "dpa/annex-3",
        "Annex 3",
        "Redline and blanks",
        vec![
            Block::Paragraph(vec![
                t("The notice period is "),
                Inline::Blank("number of days".into()),
                t(" and the text was changed from "),
                Inline::Changed(Mark::Deleted, vec![t("ten working days")]),
                t(" to "),
                Inline::Changed(Mark::Inserted, vec![t("five working days")]),
                t(". The German term is "),
                Inline::Foreign {
                    language: "de".into(),
                    text: vec![Inline::Emphasis(vec![t("Auftragsverarbeitungsvereinbarung")])],
                },
                t("."),
            ]),
            Block::Changed(
                Mark::Inserted,
                vec![para("This paragraph is new altogether and stands in the redline as such.")],
            ),
            list(
                &[],
                vec![vec![
                    para(
                        "a bullet item whose text is long enough that it runs over the end of the first line and shows how further lines are aligned;",
                    ),
                    list(&[], vec![vec![para("a nested bullet.")]]),
                ]],
            ),
        ],
    )
}

fn signing() -> Block {
    let field = |kind, label: &str, value: Option<&str>| Field {
        kind,
        label: label.into(),
        value: value.map(|text| vec![fact(text, "signatories.name")]),
    };
    let signatory = |id: &str, party: &str, capacity: &str, name: &str| Signatory {
        id: id.into(),
        party: vec![t(party)],
        capacity: vec![t(capacity)],
        fields: vec![
            field(FieldKind::Signature, "Signature", None),
            field(FieldKind::Name, "Name", Some(name)),
            field(FieldKind::Title, "Title", Some("Managing Director")),
            field(FieldKind::Place, "Place", None),
            field(FieldKind::Date, "Date", None),
        ],
    };
    section(
        Kind::Signing,
        "dpa/signing",
        "",
        "Signatures",
        vec![
            para(
                "The parties have caused this Agreement, with its Annexes, to be signed by their duly authorised representatives. It may be signed in counterparts and by electronic signature.",
            ),
            Block::Signatures(vec![
                signatory(
                    "meridian",
                    "Meridian Analytics GmbH",
                    "Controller and data exporter",
                    "Dr. Annika Vößing",
                ),
                signatory(
                    "harbour",
                    "Harbourlight Cloud Services Ltd",
                    "Processor and data importer",
                    "Thomas O’Fflannagáin",
                ),
            ]),
        ],
    )
}

/// The agreement.
pub fn agreement() -> Document {
    let mut blocks = vec![recitals(), definitions()];
    let titles = [
        ("Processing on instructions", "instructions"),
        ("Confidentiality and personnel", "personnel"),
        ("Security of processing", "security"),
        ("Personal data breaches", "breach"),
        ("Sub-processors and international transfers", "subprocessors"),
        ("Assistance to the Customer", "assistance"),
        ("Audits and inspections", "audits"),
        ("Return and deletion of Customer Data", "deletion"),
        ("Liability", "liability"),
    ];
    for (at, (title, slug)) in titles.into_iter().enumerate() {
        blocks.push(duties(at + 2, title, slug));
    }
    blocks.extend([signing(), annex_one(), annex_two(), annex_three()]);
    document(full_meta(), blocks)
}

/// A second, shorter instrument without a cover, in German, with a watermark.
pub fn schedule() -> Document {
    let text = "Der Lagerhausbetreiber verwahrt die Versandunterlagen seiner Auftraggeberinnen ausschließlich in verschlossenen Räumen, deren Zugangsberechtigungen vierteljährlich überprüft werden, und vernichtet sie nach Ablauf der vereinbarten Aufbewahrungsfristen, sofern keine gesetzlichen Dokumentationspflichten entgegenstehen oder die Auftraggeberin etwas anderes bestimmt. Die Mitteilung erfolgt binnen 48 Stunden nach Bekanntwerden.";
    let meta = Meta {
        slug: "scc".into(),
        language: "de".into(),
        watermark: Some(Watermark::Draft),
        subtitle: Some("Anlage zum Auftragsverarbeitungsvertrag".into()),
        ..meta("Standardvertragsklauseln")
    };
    document(
        meta,
        vec![section(
            Kind::Section,
            "scc/clause-1",
            "Klausel 1",
            "Zweck und Anwendungsbereich",
            vec![list(&["a)", "b)"], vec![vec![para(text)], vec![para(text)]])],
        )],
    )
}

/// A name in Chinese, as a fact.
pub fn with_fact(text: &str) -> Document {
    let path: Text = "parties.acme.name".into();
    document(
        meta("Letter"),
        vec![Block::Paragraph(vec![t("Between "), fact(text, &path), t(" and others.")])],
    )
}
