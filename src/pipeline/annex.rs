//! Documents about a pack that are no part of it: what stands open in a draft, and which clause meets
//! which duty. Each goes into a file of its own, in every format.

use crate::check::{Question, Report, Row, asked};
use crate::diagnostic::print::{self, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{
    Align, Block, Cell, Column, Document, Draft, Inline, Kind, Meta, Number, Scheme, Section, Table,
    Watermark, resolve,
};
use crate::plan::Plan;

/// File name stem of the findings of a draft.
pub const FINDINGS: &str = "findings";
/// File name stem of the coverage of a pack.
pub const COVERAGE: &str = "coverage";

/// What stands open: each finding with its code, its place in the pack file and what to do.
pub fn findings(plan: &Plan<'_>, report: &Report) -> Document {
    let kinds = [
        (Severity::Error, "Errors", "Nothing is ready for signature while one of these stands."),
        (Severity::Warning, "Warnings", "Somebody should look at each of these before anybody signs."),
        (Severity::Advice, "Advice", "Good to know."),
    ];
    let mut blocks = vec![paragraph(&format!(
        "This draft was made while the following stood open: {}.",
        print::count(&report.findings)
    ))];
    for (severity, title, meaning) in kinds {
        let found = report.findings.iter().filter(|found| found.severity == severity);
        let rows: Vec<_> = found.map(finding).collect();
        if !rows.is_empty() {
            let header = ["Place", "What is the case", "What to do"];
            let table = table(&[16, 44, 40], &header, rows);
            blocks.push(part(title, vec![paragraph(meaning), table]));
        }
    }
    let allowed = report.allowed.iter().map(|one| {
        let until = one.until.map(|day| format!(" until {}", day.0)).unwrap_or_default();
        vec![
            vec![code(one.code.0), Inline::Break, text(one.name)],
            vec![text(&format!("{}{until}", one.reason))],
            vec![text(&one.count.to_string())],
        ]
    });
    let allowed: Vec<_> = allowed.collect();
    if !allowed.is_empty() {
        let table = table(&[30, 55, 15], &["Rule", "Reason", "Findings"], allowed);
        blocks
            .push(part("Allowed", vec![paragraph("The parties accept these, each for its reason."), table]));
    }
    blocks.extend(for_counsel(&report.questions));
    let notice = "This page is no part of what the parties agree.";
    document(plan, FINDINGS, "Findings", notice, blocks).with_watermark(Watermark::Draft)
}

/// The duties of a processing agreement, and where in the pack each is met.
pub fn coverage(plan: &Plan<'_>, documents: &[Document], rows: &[Row]) -> Document {
    let places = places(documents);
    let gaps = rows.iter().filter(|row| row.clauses.is_empty()).count();
    let said = match gaps {
        0 => format!("Each of the {} duties below is met by a clause of this pack.", rows.len()),
        _ => format!("Of the {} duties below, {gaps} have no clause that meets them.", rows.len()),
    };
    let row = |row: &Row| {
        let mut met = Vec::new();
        for address in &row.clauses {
            if !met.is_empty() {
                met.push(Inline::Break);
            }
            let place = places.iter().find(|(known, _)| known == address);
            met.push(text(
                &place.map_or_else(|| address.clone(), |(_, place)| format!("{place} ({address})")),
            ));
        }
        if met.is_empty() {
            met.push(Inline::Strong(vec![text("no clause")]));
        }
        vec![vec![text(&row.requirement.cite)], vec![text(&row.requirement.require)], met]
    };
    let rows = rows.iter().map(row).collect();
    let table = table(&[22, 43, 35], &["Provision", "Duty", "Met by"], rows);
    let notice = "This page is no part of what the parties agree. It says where dpakit finds each duty met; \
                  whether the words suffice is for a lawyer to say.";
    let mut blocks = vec![paragraph(&said), table];
    blocks.extend(for_counsel(&asked(plan)));
    document(plan, COVERAGE, "Coverage", notice, blocks)
}

/// What facts cannot decide.
fn for_counsel(questions: &[&Question]) -> Option<Block> {
    let row = |one: &&Question| {
        let ask = vec![text(&one.ask), Inline::Break, Inline::Emphasis(vec![text(&one.basis)])];
        vec![vec![code(&one.id)], ask]
    };
    let rows: Vec<_> = questions.iter().map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let table = table(&[24, 76], &["Question", "What facts cannot decide"], rows);
    let meaning = "These are neither findings nor passed; a lawyer answers them.";
    Some(part("Questions for counsel", vec![paragraph(meaning), table]))
}

/// Where each clause stands: title of the instrument and number.
fn places(documents: &[Document]) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for document in documents {
        gather(&document.meta().title, document.blocks(), &mut places);
    }
    places
}

fn gather(title: &str, blocks: &[Block], places: &mut Vec<(String, String)>) {
    for block in blocks {
        let Block::Section(section) = block else { continue };
        if let Some(origin) = &section.origin {
            let number = &section.number.label;
            let place = if number.is_empty() { title.to_owned() } else { format!("{number}, {title}") };
            places.push((origin.address.to_string(), place));
        }
        gather(title, &section.blocks, places);
    }
}

fn finding(found: &Diagnostic) -> Vec<Vec<Inline>> {
    let place = found.labels.first().map(|label| {
        let (line, column) = label.span.line_column();
        let path = &label.span.source.path;
        let file = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        format!("{file}:{line}:{column}")
    });
    let mut first = vec![code(found.code.0)];
    first.extend(place.into_iter().flat_map(|place| [Inline::Break, text(&place)]));
    let mut said = vec![text(&found.message)];
    said.extend(found.basis.iter().flat_map(|basis| [Inline::Break, Inline::Emphasis(vec![text(basis)])]));
    let help = found.help.iter().map(|help| vec![text(help)]).collect::<Vec<_>>();
    vec![first, said, help.join(&Inline::Break)]
}

fn document(plan: &Plan<'_>, slug: &str, title: &str, notice: &str, blocks: Vec<Block>) -> Document {
    let agreement = &plan.deal.agreement;
    let meta = Meta {
        slug: slug.into(),
        title: title.into(),
        subtitle: Some(visible(&agreement.title).into()),
        called: title.into(),
        language: "en-GB".into(),
        reference: agreement.reference.as_str().into(),
        date: agreement.date.value().map(|date| date.0.to_string().into()),
        notice: Some(notice.into()),
        ..Meta::default()
    };
    let draft = Draft { meta, scheme: Scheme::default(), blocks };
    let resolved = resolve(vec![draft], &plan.library.labels.numbering);
    let mut documents =
        resolved.unwrap_or_else(|faults| unreachable!("a page without references: {faults:?}"));
    documents.remove(0)
}

fn part(title: &str, blocks: Vec<Block>) -> Block {
    Block::section(Section {
        key: "".into(),
        kind: Kind::Part,
        number: Number::default(),
        title: vec![text(title)],
        origin: None,
        language: None,
        blocks,
    })
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

fn table(widths: &[u8], header: &[&str], rows: Vec<Vec<Vec<Inline>>>) -> Block {
    let column = |width: &u8| Column { width: Some(*width), align: Align::Left };
    Block::table(Table {
        caption: None,
        columns: widths.iter().map(column).collect(),
        header: header.iter().map(|words| Cell::from(vec![text(words)])).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect(),
        row_headers: false,
    })
}

fn code(code: &str) -> Inline {
    Inline::Strong(vec![text(code)])
}

fn text(words: &str) -> Inline {
    Inline::Text(visible(words).into())
}
