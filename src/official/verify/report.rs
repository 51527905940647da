//! What was found in an agreement, for people: as text, and as a page of HTML.
//!
//! Both say the same: what the file is, on what the comparison rests, how many units have each
//! verdict, and the findings in the order of the clauses. What an agreement says is data here and is
//! escaped.

use super::super::foreign::Format;
use super::super::text::{cited, clause_of};
use super::{Basis, Change, ChangeKind, Elsewhere, Judged, Verdict, Verified};
use crate::document::capitalised;

/// Words of a passage that are shown before and after a change.
const AROUND: usize = 6;
/// Most characters of a passage that are shown where nothing in it is known to have changed.
const PASSAGE: usize = 160;

/// What is reported.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// How it was read.
    pub format: Format,
    /// What a reader should know of how it was read.
    pub remarks: &'a [String],
    /// The sets of clauses in it.
    pub sets: &'a [Verified],
    /// What it says of them elsewhere.
    pub elsewhere: &'a [Elsewhere],
}

/// What stands over passages outside the clauses.
const ELSEWHERE: &str =
    "elsewhere in the file: sentences that may change what the clauses say; nothing is compared there";

/// The report as lines of text.
pub fn human(report: &Report) -> String {
    let mut out = String::new();
    for (at, set) in report.sets.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        for (label, value) in heading(report, set) {
            out.push_str(&format!("{label:<9} {value}\n"));
        }
        if set.findings().next().is_none() {
            out.push_str("\nno findings\n");
        }
        for (title, part) in parts(set) {
            if !part.is_empty() {
                out.push_str(&format!("\n{title}\n"));
            }
            let (absent, rest): (Vec<&Judged>, Vec<&Judged>) =
                part.into_iter().partition(|one| !one.finding && one.verdict == Verdict::Missing);
            rest.into_iter().for_each(|one| out.push_str(&lines(one)));
            if !absent.is_empty() {
                let ids: Vec<&str> = absent.iter().map(|one| one.id.as_str()).collect();
                out.push_str(&format!("  lines of the form that are not there: {}\n", ids.join(", ")));
            }
        }
    }
    if !report.elsewhere.is_empty() {
        out.push_str(&format!("\n{ELSEWHERE}\n"));
        for one in report.elsewhere {
            out.push_str(&format!("  {}: {}\n", one.place, cut(&one.text)));
        }
    }
    out
}

/// Findings; what annexes and blanks have beside them; what is only set differently.
fn parts(set: &Verified) -> [(&'static str, Vec<&Judged>); 3] {
    let quiet = |one: &&Judged| matches!(one.verdict, Verdict::Verbatim | Verdict::Typographic);
    let noted = set.units.iter().filter(|one| !one.finding && !quiet(one)).collect();
    let wordy = |one: &&Judged| quiet(one) && !one.finding && (!one.filled.is_empty() || tells(one));
    [
        ("findings", set.findings().collect()),
        ("in the annexes, which the parties fill in", noted),
        (
            "not findings: filled in, or spelled, punctuated or placed differently",
            set.units.iter().filter(wordy).collect(),
        ),
    ]
}

/// Whether a unit of the same words differs in more than its number and its signs.
fn tells(one: &Judged) -> bool {
    one.notes.iter().any(|note| {
        matches!(note.as_str(), "spelling" | "punctuation" | "stands in another place")
            || note.contains("label")
    })
}

fn heading(report: &Report, set: &Verified) -> Vec<(&'static str, String)> {
    let modules: Vec<&str> = set.modules.iter().map(|module| number(*module)).collect();
    let mut out = vec![
        ("file", format!("{} ({})", report.file, report.format.name())),
        ("clauses", format!("{}, {} to {}", set.title, set.from, set.to)),
    ];
    if !modules.is_empty() {
        let how = if set.asked { "as asked" } else { "by its words" };
        let plural = if modules.len() > 1 { "s" } else { "" };
        out.push(("module", format!("Module{plural} {}, {how}", modules.join(", "))));
    }
    out.push(("compared", compared(&set.basis)));
    out.push(("units", counted(&set.counts)));
    if !set.annexes.is_empty() {
        out.push(("annexes", counted(&set.annexes)));
    }
    out.extend(renumbered(set).map(|said| ("note", said)));
    if !set.basis.notes {
        out.push((
            "note",
            "footnotes were not compared: neither their words nor their fingerprints are known".to_owned(),
        ));
    }
    out.extend(report.remarks.iter().map(|remark| ("note", remark.clone())));
    out
}

/// How many renumbered units are named.
const NAMED: usize = 6;

/// Which units have another number than in the publication.
fn renumbered(set: &Verified) -> Option<String> {
    let is = |one: &&Judged| one.notes.iter().any(|note| note.starts_with("numbered"));
    let units: Vec<&Judged> = set.units.iter().filter(is).collect();
    let named: Vec<String> = units.iter().take(NAMED).map(|one| clause_of(&one.id)).collect();
    let named = named.join(", ");
    let said = match units.len() {
        0 => return None,
        1 => format!("1 unit ({named}) has another number"),
        count if count <= NAMED => format!("{count} units ({named}) have other numbers"),
        count => format!("{count} units ({named} and {} more) have other numbers", count - NAMED),
    };
    Some(format!("{said} than in the publication; references such as “paragraph (b)” may not lead there"))
}

fn number(module: u8) -> &'static str {
    ["?", "One", "Two", "Three", "Four"].get(usize::from(module)).copied().unwrap_or("?")
}

/// On what the comparison rests, in words.
pub fn compared(basis: &Basis) -> String {
    let fingerprints = format!("fingerprints {}", basis.fingerprints);
    match &basis.text {
        Some(text) => {
            let edition =
                basis.edition.as_ref().map(|edition| format!("; edition {edition}")).unwrap_or_default();
            let unsure = match basis.unsure {
                0 => "all of whose units agree with".to_owned(),
                count => format!("{count} of whose units differ from"),
            };
            format!("with the stored text ({text}{edition}), {unsure} {fingerprints}")
        }
        None => format!(
            "with {fingerprints}; no text is stored, so there are no redlines (`dpakit scc import` or `fetch` stores it)"
        ),
    }
}

fn counted(counts: &[super::Counted]) -> String {
    let count = |one: &super::Counted| format!("{} {}", one.units, one.verdict.name());
    counts.iter().map(count).collect::<Vec<_>>().join(", ")
}

/// A unit in a line or two.
fn lines(one: &Judged) -> String {
    let place = one.place.map(|place| format!(" ({place})")).unwrap_or_default();
    let what = match one.verdict {
        Verdict::Added => format!("added after {}", cited(&one.id)),
        verdict => format!("{} {}", cited(&one.id), verdict.name()),
    };
    let mut out = format!("  {what}{place}");
    let mut said: Vec<String> = one.like.iter().map(|like| format!("the words of {like}")).collect();
    said.extend(one.notes.iter().cloned());
    said.extend(one.filled.iter().filter(|fill| !fill.is_empty()).map(|fill| format!("filled in: {fill}")));
    if !said.is_empty() {
        out.push_str(&format!(": {}", said.join("; ")));
    }
    out.push('\n');
    if !one.redline.is_empty() {
        out.push_str(&format!("      {}\n", shown(&one.redline)));
    } else if matches!(one.verdict, Verdict::Altered | Verdict::Added | Verdict::OtherModule) {
        out.push_str(&format!("      {}\n", cut(&one.found)));
    }
    out
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(PASSAGE) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A redline in signs: `[-gone-]`, `{+new+}`, `<filled>`; long stretches without a change are cut.
fn shown(redline: &[Change]) -> String {
    let last = redline.len() - 1;
    let piece = |(at, change): (usize, &Change)| match change.kind {
        ChangeKind::Same => around(&change.text, at > 0, at < last),
        ChangeKind::Removed => format!("[-{}-]", change.text),
        ChangeKind::Inserted => format!("{{+{}+}}", change.text),
        ChangeKind::Filled => format!("<{}>", change.text),
    };
    redline.iter().enumerate().map(piece).collect::<Vec<_>>().join(" ")
}

/// The words next to a change.
fn around(text: &str, after: bool, before: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let keep = usize::from(after) * AROUND + usize::from(before) * AROUND;
    if words.len() <= keep {
        return text.to_owned();
    }
    let head = if after { &words[..AROUND] } else { &[] };
    let tail = if before { &words[words.len() - AROUND..] } else { &[] };
    [head.join(" "), "…".to_owned(), tail.join(" ")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The report as one page of HTML that needs nothing else.
pub fn html(report: &Report) -> String {
    let mut out = String::from(HEAD);
    out.push_str(&format!("<h1>Clauses in {}</h1>\n", escape(report.file)));
    for set in report.sets {
        out.push_str(&format!("<section>\n<h2>{}</h2>\n<dl>\n", escape(&set.title)));
        for (label, value) in heading(report, set) {
            out.push_str(&format!("<dt>{label}</dt><dd>{}</dd>\n", escape(&value)));
        }
        out.push_str("</dl>\n");
        for (title, part) in parts(set) {
            out.push_str(&table(title, &part));
        }
        out.push_str("</section>\n");
    }
    if !report.elsewhere.is_empty() {
        out.push_str(&format!("<section>\n<h2>{}</h2>\n<dl>\n", capitalised(ELSEWHERE)));
        for one in report.elsewhere {
            out.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", one.place, escape(&one.text)));
        }
        out.push_str("</dl>\n</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn table(title: &str, part: &[&Judged]) -> String {
    if part.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">Unit</th><th scope=\"col\">Verdict</th><th scope=\"col\">Place</th><th scope=\"col\">Words</th></tr></thead>\n<tbody>\n",
        capitalised(title)
    );
    for one in part {
        let place = one.place.map(|place| place.to_string()).unwrap_or_default();
        out.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{place}</td><td>{}</td></tr>\n",
            escape(&match one.verdict {
                Verdict::Added => format!("after {}", cited(&one.id)),
                _ => cited(&one.id),
            }),
            one.verdict.name(),
            words(one)
        ));
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

fn words(one: &Judged) -> String {
    let mut said: Vec<String> = one.like.iter().map(|like| format!("the words of {like}")).collect();
    said.extend(one.notes.iter().cloned());
    said.extend(one.filled.iter().map(|fill| format!("filled in: {fill}")));
    let said = if said.is_empty() { String::new() } else { format!("<p>{}</p>", escape(&said.join("; "))) };
    if one.redline.is_empty() {
        return format!("{said}<p>{}</p>", escape(&one.found)).replace("<p></p>", "");
    }
    let piece = |change: &Change| {
        let text = escape(&change.text);
        match change.kind {
            ChangeKind::Same => text,
            ChangeKind::Removed => format!("<del>{text}</del>"),
            ChangeKind::Inserted => format!("<ins>{text}</ins>"),
            ChangeKind::Filled => format!("<mark>{text}</mark>"),
        }
    };
    format!("{said}<p>{}</p>", one.redline.iter().map(piece).collect::<Vec<_>>().join(" "))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Clauses compared</title>\n<style>\nbody { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a1a1a; background: #fff }\ndl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem }\ndt { font-weight: 600 } dd { margin: 0 }\ntable { border-collapse: collapse; width: 100%; margin: 1.5rem 0 }\ncaption { text-align: left; font-weight: 600; padding: .5rem 0 }\nth, td { text-align: left; vertical-align: top; border-top: 1px solid #767676; padding: .4rem .6rem .4rem 0 }\ntd p { margin: 0 0 .3rem }\ndel { color: #8b0000 } ins { color: #00540e } mark { background: #fff3b0 }\nbody { overflow-wrap: anywhere }\n@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dd + dt { margin-top: .5rem } thead { display: none } table, caption, tbody, tr, th, td { display: block } td { border: 0 } }\n</style>\n</head>\n<body>\n<main>\n";
