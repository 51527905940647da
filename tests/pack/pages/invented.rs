//! Invented documents for pages that no example has.

use dpakit::document::{
    Align, Block, Cell, Column, Document, FieldKind, Inline, Item, Kind, Layer, List, Marker, Meta, Note,
    Number, Section, Stated, Table, Watermark,
};

fn t(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn fact(text: &str) -> Inline {
    Inline::Fact(Stated { text: text.into(), path: "breach.notice".into(), layer: Layer::Pack })
}

fn p(inlines: impl Into<Vec<Inline>>) -> Block {
    Block::Paragraph(inlines.into())
}

/// Metadata of an instrument without a cover.
pub fn meta(title: &str) -> Meta {
    Meta {
        slug: "terms".into(),
        title: title.into(),
        language: "en-GB".into(),
        reference: "QUARRY-7".into(),
        version: "Version 3 of 9 May 2031".into(),
        ..Meta::default()
    }
}

fn numbered(kind: Kind, number: &str, title: &str, blocks: Vec<Block>) -> Block {
    Block::section(Section {
        key: format!("terms/{number}").into(),
        kind,
        number: Number::counted(number),
        title: if title.is_empty() { Vec::new() } else { vec![t(title)] },
        origin: None,
        language: None,
        blocks,
    })
}

fn list(labels: [&str; 2], first: &str, second: &str, inner: Option<Block>) -> Block {
    let mut blocks = vec![p([t(first)])];
    blocks.extend(inner);
    let items = vec![
        Item { number: Number::counted(labels[0]), blocks },
        Item { number: Number::counted(labels[1]), blocks: vec![p([t(second)])] },
    ];
    Block::List(List { marker: Marker::Counted, items })
}

/// Lists four deep, in a clause.
pub fn lists() -> Document {
    let words = "a quarry keeps its maps where those who dig can read them by lamplight, and notes each new gallery on the evening of the day it was opened";
    let end = "nobody digs below the water;";
    let deepest = list(["(A)", "(B)"], words, end, None);
    let third = list(["(1)", "(2)"], words, end, Some(deepest));
    let second = list(["(i)", "(ii)"], words, end, Some(third));
    let first = list(["(a)", "(b)"], words, end, Some(second));
    let clause =
        numbered(Kind::Clause, "1.1", "Maps", vec![p([t("The rules of the quarry are these:")]), first]);
    Document::redline(meta("Rules of a Quarry"), vec![numbered(Kind::Section, "1", "Digging", vec![clause])])
}

/// Two paragraphs with footnotes, the second of two lines.
pub fn notes() -> Document {
    let note = |number: u32, text: &str| Inline::note(Note { number, published: None, text: vec![t(text)] });
    let long = "The stone of the upper galleries is counted by weight, that of the lower ones by the block, because the carts that leave the lower ones cannot be weighed.";
    let blocks = vec![
        p([t("Each cart carries a mark"), note(1, "A ring of chalk."), t(" and a number.")]),
        p([t("The tally is kept by two people"), note(2, long), t(" who do not share a table.")]),
    ];
    Document::redline(meta("Tally of a Quarry"), blocks)
}

/// A paragraph that ends in `last`, on a line that is not justified.
pub fn paragraph(last: &str) -> Document {
    let words =
        format!("The foreman of the quarry rings the bell when the fog comes up from the river. {last}");
    Document::redline(meta("Bell of a Quarry"), vec![p([t(&words)])])
}

/// A row of two cells.
fn pair(first: Inline, second: Inline) -> Vec<Cell> {
    vec![vec![first].into(), vec![second].into()]
}

/// A draft with facts, blanks in running text and in a table, and a long name.
pub fn draft() -> Document {
    let blank = |text: &str| Inline::Blank(text.into());
    let name =
        "Vereinigte Steinbruchgesellschaften vom Oberen Tal und der Hochebene mit beschränkter Haftung";
    let rows: Vec<Vec<Cell>> = vec![pair(t("Foreman"), fact(name)), pair(t("Bell"), blank("who rings it"))];
    let column = || Column { width: None, align: Align::Left };
    let table = Table {
        caption: Some(vec![t("People")]),
        columns: vec![column(), column()],
        header: pair(t("Task"), t("Who has it")),
        rows,
        row_headers: true,
    };
    let blocks = vec![
        p([t("The bell rings within "), fact("48 hours"), t(" after "), fact(name), t(" has seen the fog.")]),
        p([t("It rings for "), blank("how long"), t(" and is heard at "), blank("where"), t(".")]),
        Block::table(table),
    ];
    let meta = Meta { watermark: Some(Watermark::Draft), ..meta("Bell of a Quarry") };
    Document::redline(meta, blocks)
}

/// What the worst facts do to a page: names and references of two hundred letters, eight columns, a
/// cell longer than a page, sixty rows.
pub fn worst() -> Document {
    let name = "Gesellschaft für die Verwahrung von Steinen ".repeat(5);
    let title = format!("Agreement of the {name}");
    let header: Vec<Cell> = (1..=8).map(|n| vec![t(&format!("Column {n}"))].into()).collect();
    let column = || Column { width: None, align: Align::Left };
    let row = |n: usize| -> Vec<Cell> {
        let words = |column: usize| t(&"stone and slate ".repeat(1 + (n * 7 + column * 3) % 5));
        (0..8).map(|column| vec![words(column)].into()).collect()
    };
    let wide = Table {
        caption: Some(vec![t("Eight columns")]),
        columns: (0..8).map(|_| column()).collect(),
        header,
        rows: (0..60).map(row).collect(),
        row_headers: false,
    };
    let long = "Every block of the lower gallery is listed here. ".repeat(200);
    let tall = Table {
        caption: None,
        columns: vec![column(), column()],
        header: Vec::new(),
        rows: vec![pair(t("Blocks"), t(&long)), pair(t("Slates"), t("None."))],
        row_headers: true,
    };
    let meta = Meta { reference: "Q".repeat(200).into(), version: title.as_str().into(), ..meta(&title) };
    Document::redline(meta, vec![Block::table(wide), Block::table(tall), signing(&name)])
}

fn signing(name: &str) -> Block {
    use dpakit::document::{Field, Signatory};
    let kinds = [
        (FieldKind::Signature, "Signature", None),
        (FieldKind::Name, "Name", Some(name)),
        (FieldKind::Date, "Date", None),
    ];
    let field = |(kind, label, value): (FieldKind, &str, Option<&str>)| Field {
        kind,
        label: label.into(),
        value: value.map(|value| vec![fact(value)]),
    };
    let signatory = |id: &str| Signatory {
        id: id.into(),
        party: vec![t(name)],
        capacity: vec![t("Keeper of stones")],
        fields: kinds.into_iter().map(field).collect(),
    };
    let blocks =
        vec![p([t("The parties sign.")]), Block::Signatures(vec![signatory("one"), signatory("two")])];
    Block::section(Section {
        key: "terms/signing".into(),
        kind: Kind::Signing,
        number: Number::default(),
        title: vec![t("Signatures")],
        origin: None,
        language: None,
        blocks,
    })
}
