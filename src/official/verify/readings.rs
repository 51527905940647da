//! In which wordings a unit may stand in an agreement and still be the official one.
//!
//! The publication is a form: options with labels, words of one module in brackets, blanks with
//! prompts. Whoever completes it takes away what was not chosen and fills in the rest. A reading is
//! what may remain; a blank in it is marked by [`BLANK`].

use super::super::seal::{GapForm, Seal};
use super::super::text::Unit;

/// Stands for a blank in a reading: a noncharacter, so that no text has it.
pub(super) const BLANK: char = '\u{fdd2}';

/// The readings of a unit for a set of modules, the published one first. An empty reading says that
/// nothing of the unit remains.
pub(super) fn readings(unit: &Unit, seal: &Seal, modules: &[u8]) -> Vec<String> {
    let mut all = vec![unit.text.clone()];
    let in_parts =
        |inline: &&super::super::seal::Inline| inline.unit == unit.id && inline.form.contains("semicolon");
    if seal.inline.iter().any(|inline| in_parts(&inline)) {
        all.extend(parts(&unit.text, modules));
    }
    for label in [false, true] {
        add(&mut all, |text| resolved(text, modules, label));
    }
    if seal.choice(&unit.id).is_some() {
        add(&mut all, unlabelled);
        add(&mut all, without_capitals);
        add(&mut all, without_lead);
        add(&mut all, |text| Some(text.replace(['[', ']'], "")));
    }
    let gap = seal.blanks.iter().find(|gap| gap.units.contains(&unit.id)).map(|gap| gap.form);
    if let Some(form) = gap.filter(|form| *form != GapForm::Unit) {
        add(&mut all, |text| blanked(unit, text, form));
    }
    all
}

/// Adds what a change makes of each reading.
fn add(all: &mut Vec<String>, change: impl Fn(&str) -> Option<String>) {
    for text in all.clone() {
        if let Some(new) = change(&text).map(|new| new.trim().to_owned())
            && !all.contains(&new)
        {
            all.push(new);
        }
    }
}

/// A text whose passages `[For Module Three: …]` are decided: kept for the modules in use, with or
/// without the label, and left out for others.
fn resolved(text: &str, modules: &[u8], label: bool) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find('[') {
        let inner = &rest[at + 1..];
        let end = inner.find(']');
        match (end, module_label(inner)) {
            (Some(end), Some((of, length))) if length <= end => {
                found = true;
                out.push_str(&rest[..at]);
                if of.iter().any(|module| modules.contains(module)) {
                    out.push_str(inner[if label { 0 } else { length }..end].trim_start());
                }
                rest = &inner[end + 1..];
            }
            _ => {
                out.push_str(&rest[..=at]);
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    found.then(|| out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The modules that a label like `For Modules One and Two:` names, and its length.
fn module_label(text: &str) -> Option<(Vec<u8>, usize)> {
    let lower = text.chars().take(80).collect::<String>().to_lowercase();
    let start = if lower.starts_with("for module") { 4 } else { 0 };
    if !lower[start..].starts_with("module") {
        return None;
    }
    let end = lower.find(':')?;
    let number = |word: &str| match word.trim_matches(|c: char| !c.is_alphabetic()) {
        "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        "four" => Some(4),
        _ => None,
    };
    let modules: Vec<u8> = lower[..end].split_whitespace().filter_map(number).collect();
    (!modules.is_empty()).then_some((modules, end + 1))
}

/// Lists like `Clause 8 – Module One: …; Module Two: …;`: the parts of the modules in use, with and
/// without the words before the first, with and without the labels.
fn parts(text: &str, modules: &[u8]) -> Vec<String> {
    let lower = text.to_lowercase();
    let Some(first) = lower.find("module") else { return Vec::new() };
    let head = &text[..first];
    let kept: Vec<(&str, usize)> = text[first..]
        .split(';')
        .filter_map(|part| {
            let part = part.trim();
            let (of, length) = module_label(part)?;
            of.iter().any(|module| modules.contains(module)).then_some((part, length))
        })
        .collect();
    if kept.is_empty() {
        return vec![String::new()];
    }
    let mut out = Vec::new();
    for head in [head, ""] {
        for label in [false, true] {
            let parts: Vec<&str> =
                kept.iter().map(|(part, length)| part[if label { 0 } else { *length }..].trim()).collect();
            out.push(format!("{head}{}", parts.join("; ")).trim().to_owned());
        }
    }
    out
}

/// An option without `OPTION 1:`.
fn unlabelled(text: &str) -> Option<String> {
    let inner = text.trim_start_matches('[');
    let label = inner.strip_prefix("OPTION").or_else(|| inner.strip_prefix("Option"))?;
    let end = label.find(':').filter(|end| *end < 60)?;
    let rest = label[end + 1..].trim();
    let whole = inner.len() < text.len();
    Some(if whole { rest.trim_end_matches(']') } else { rest }.to_owned())
}

/// An option without the name in capitals that begins it.
fn without_capitals(text: &str) -> Option<String> {
    let capital = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_uppercase()) && word != "OPTION";
    let count = text.split(' ').take_while(|word| capital(word)).count();
    (count > 0).then(|| text.splitn(count + 1, ' ').last().unwrap_or_default().to_owned())
}

/// An alternative without the case in square brackets that begins it.
fn without_lead(text: &str) -> Option<String> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    let rest = inner[end + 1..].trim();
    (rest.len() > 8).then(|| rest.to_owned())
}

/// A text with its blank as [`BLANK`].
fn blanked(unit: &Unit, text: &str, form: GapForm) -> Option<String> {
    let unit = Unit { text: text.to_owned(), ..unit.clone() };
    let range = match form {
        GapForm::Bracket => {
            let short = |range: &std::ops::Range<usize>| text[range.clone()].split_whitespace().count() <= 6;
            unit.brackets()
                .into_iter()
                .filter(|one| one.opens && one.closes)
                .map(|one| one.range)
                .find(short)?
        }
        GapForm::Underscores | GapForm::Ellipsis => {
            let blank = unit.blanks().into_iter().next()?;
            blank.range.start..blank.prompt.map_or(blank.range.end, |prompt| prompt.end)
        }
        GapForm::Unit => return None,
    };
    Some(format!("{} {BLANK} {}", text[..range.start].trim_end(), text[range.end..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_modules_go_and_labels_may() {
        let text = "Flour is sieved [for Module Two:, with the nod of the baker]. [For Modules One and Three: Sacks are kept.]";
        assert_eq!(
            resolved(text, &[2], false).as_deref(),
            Some("Flour is sieved , with the nod of the baker.")
        );
        assert_eq!(resolved(text, &[3], false).as_deref(), Some("Flour is sieved . Sacks are kept."));
        assert_eq!(resolved(text, &[4], true).as_deref(), Some("Flour is sieved ."));
        assert_eq!(resolved("[Where there is a mill:] grind", &[1], false), None);
    }

    #[test]
    fn lists_by_module_are_cut() {
        let text = "Clause 8 – Module One: 8.1; Modules Two and Three: 8.2;";
        assert_eq!(
            parts(text, &[3]),
            ["Clause 8 – 8.2", "Clause 8 – Modules Two and Three: 8.2", "8.2", "Modules Two and Three: 8.2"]
        );
        assert_eq!(parts(text, &[4]), [""]);
    }

    #[test]
    fn options_lose_their_labels() {
        assert_eq!(unlabelled("[OPTION 1: The law holds.]").as_deref(), Some("The law holds."));
        assert_eq!(
            unlabelled("OPTION 2 (for two): ANY HELP The baker").as_deref(),
            Some("ANY HELP The baker")
        );
        assert_eq!(without_capitals("ANY HELP The baker").as_deref(), Some("The baker"));
        assert_eq!(without_lead("[Where it rains:] Stay in the mill.").as_deref(), Some("Stay in the mill."));
    }
}
