//! What later revisions do to fields, links and notes, in findings.

use std::collections::BTreeMap;

use super::LATER;
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::pdf::read::{Change, Later, Value, What};

/// Most fields or notes that one finding names, and most replaced values that are told one by one.
const MOST: usize = 20;

/// A finding for each value that was replaced, and one for each kind of change.
pub(super) fn changes(path: &str, later: &Later) -> Vec<Diagnostic> {
    let mut found = values(path, &later.values);
    let mut kinds: BTreeMap<What, Vec<&Change>> = BTreeMap::new();
    for change in &later.changes {
        kinds.entry(change.what).or_default().push(change);
    }
    for (what, changes) in kinds {
        let Some((severity, words, help)) = words(what) else { continue };
        let mut named: Vec<String> = changes.iter().take(MOST).map(|change| name(change)).collect();
        named.dedup();
        let more =
            if changes.len() > MOST { format!(" and {} more", changes.len() - MOST) } else { String::new() };
        let message = format!("a later revision of `{path}` {words}: {}{more}", named.join(", "));
        found.push(Diagnostic::new(LATER, severity, message).help(help));
    }
    found
}

/// Values that the first revision had, and that are others now. Empty fields are there to be filled in.
fn values(path: &str, values: &[Value]) -> Vec<Diagnostic> {
    let help = "the pack stated it: ask who changed it, or render the pack again with what is right";
    let replaced: Vec<(&Value, &String)> =
        values.iter().filter_map(|value| Some((value, value.before.as_ref()?))).collect();
    let one = |(value, before): &(&Value, &String)| {
        let now = match &value.after {
            Some(after) => format!("now says \"{after}\""),
            None => "is empty now".to_owned(),
        };
        let message = format!("`{}` of `{path}` said \"{before}\" and {now}", value.name);
        Diagnostic::error(LATER, message).help(help)
    };
    let mut found: Vec<Diagnostic> = replaced.iter().take(MOST).map(one).collect();
    if replaced.len() > MOST {
        let message = format!("{} more fields of `{path}` say something else", replaced.len() - MOST);
        found.push(Diagnostic::error(LATER, message).help(help));
    }
    found
}

/// How bad a kind of change is, what it is called, and what to do about it. A field for a signature
/// that shows nowhere is how some tools sign.
fn words(what: What) -> Option<(Severity, &'static str, &'static str)> {
    use Severity::{Error, Warning};
    const READ: &str = "it can cover or replace what was written: read the file that was issued";
    const LOOK: &str = "it can cover what was written: look at it";
    Some(match what {
        What::NewField => (Error, "adds fields that dpakit did not write", READ),
        What::RemovedField => (Error, "removes fields", READ),
        What::Moved => (Error, "moves or resizes fields", READ),
        What::Hidden => (Error, "hides or shows fields, or makes other ones of them", READ),
        What::Actions => (Error, "gives fields actions", "do not use them: read the file that was issued"),
        What::OtherWords => (Error, "makes fields show something else than their value", READ),
        What::ChangedNote => {
            (Error, "changes links or notes", "do not follow them: read the file that was issued")
        }
        What::RemovedNote => (Error, "removes links or notes", "compare it with the file that was issued"),
        What::NewSignature => (Warning, "adds fields for signatures that show", LOOK),
        What::Painted => (Warning, "draws more than words in fields", LOOK),
        What::Outside => (Warning, "draws more than fits into fields", LOOK),
        What::Misshown => {
            (Warning, "shows other words in fields than they were filled in with", "look at both")
        }
        What::NewNote => (Warning, "adds notes, stamps, links or drawings", LOOK),
        What::UnseenSignature => return None,
    })
}

/// A change in short: "`dpa_acme_name` on page 5", "Link on page 2, which now leads to X".
fn name(change: &Change) -> String {
    let page = change.page.map(|page| format!(" on page {page}")).unwrap_or_default();
    let is_note = matches!(change.what, What::ChangedNote | What::RemovedNote | What::NewNote);
    let name = if is_note { change.name.clone() } else { format!("`{}`", change.name) };
    let leads = match (&change.before, &change.after) {
        (Some(before), Some(after)) if before != after => format!(" (led to {before}, now to {after})"),
        (_, Some(after)) => format!(" (leads to {after})"),
        (Some(before), None) => format!(" (led to {before})"),
        (None, None) => String::new(),
    };
    format!("{name}{page}{leads}")
}
