//! `dpakit clauses`.

use std::path::Path;
use std::sync::Arc;

use dpakit::diagnostic::nearest;
use dpakit::diagnostic::print::visible;
use dpakit::library::{Clause, Library};
use dpakit::pipeline::release;
use serde_json::{Value as Json, json};

use super::house::House;
use crate::args::Report;
use crate::console::{Console, Exit};

/// Lists every clause in the order of its book, in its newest version.
pub fn list(format: Report, console: Console) -> Exit {
    let (_, library) = match House::default().library(Path::new("-")) {
        Ok(opened) => opened,
        Err(found) => return console.show(&found),
    };
    let clauses: Vec<&Arc<Clause>> = library.all_books().flat_map(in_order).collect();
    let text = match format {
        Report::Json => {
            let clauses: Vec<Json> = clauses.iter().map(|clause| describe(clause)).collect();
            super::pretty(&json!({ "schema_version": 1, "clauses": clauses }))
        }
        Report::Human => clauses.iter().map(|clause| line(clause)).collect(),
    };
    console.data(text.as_bytes())
}

/// Prints the text of a clause.
pub fn show(address: &str, format: Report, console: Console) -> Exit {
    let (_, library) = match House::default().library(Path::new("-")) {
        Ok(opened) => opened,
        Err(found) => return console.show(&found),
    };
    let Some(clause) = library.clause(address) else {
        return unknown(address, &library, console);
    };
    let text = match format {
        Report::Human => format!("{}\n\n{}\n", heading(clause), clause.body),
        Report::Json => {
            let mut json = describe(clause);
            json["text"] = clause.body.as_str().into();
            super::pretty(&json)
        }
    };
    console.data(text.as_bytes())
}

/// Releases the wording of a folder of clauses.
pub fn release(version: &str, library: Option<&Path>, console: Console) -> Exit {
    let folder = match library.map_or_else(|| House::default().clauses(), |folder| Ok(folder.to_owned())) {
        Ok(folder) => folder,
        Err(found) => return console.show(&found),
    };
    match release::release(&folder, version) {
        Ok(done) => {
            let clauses =
                if done.clauses == 1 { "1 clause".to_owned() } else { format!("{} clauses", done.clauses) };
            console.tell(&format!("{version} is released: {clauses} in {}", done.folder.display()));
            console.data(if console.quiet { &[] } else { done.changes.as_bytes() })
        }
        Err(found) => console.show(&found),
    }
}

/// Says that there is no such clause, and which one may be meant.
pub fn unknown(address: &str, library: &Library, console: Console) -> Exit {
    let all: Vec<String> =
        library.all_books().flat_map(in_order).map(|clause| clause.address.key()).collect();
    let all: Vec<String> = all.into_iter().chain(super::guide::addresses(library)).collect();
    let near = nearest(address, all.iter().map(String::as_str));
    let help = near.map_or("`dpakit clauses list` shows every address".to_owned(), |near| {
        format!("did you mean `{near}`?")
    });
    console.trouble(&format!("the library has no clause `{}`\nhelp: {help}", visible(address)))
}

/// The newest version of each clause: first in the order of the book, then the others.
fn in_order(book: &dpakit::library::Book) -> impl Iterator<Item = &Arc<Clause>> {
    let grouped = book.groups.values().flat_map(|group| &group.measures);
    let named: Vec<&String> = book.order.iter().chain(grouped).collect();
    let rest: Vec<&String> = book.clauses.keys().filter(|slug| !named.contains(slug)).collect();
    named.into_iter().chain(rest).filter_map(|slug| book.current(slug))
}

fn heading(clause: &Clause) -> String {
    format!("{}: {}", clause.address, clause.title)
}

fn line(clause: &Clause) -> String {
    let mut line = heading(clause);
    if !clause.covers.is_empty() {
        line.push_str(&format!("\n    covers {}", clause.covers.join(", ")));
    }
    if let Some(when) = clause.when.text() {
        line.push_str(&format!("\n    when {when}"));
    }
    line.push('\n');
    line
}

/// What is known of a clause, without its text.
fn describe(clause: &Clause) -> Json {
    json!({
        "address": clause.address.to_string(),
        "title": clause.title,
        "covers": clause.covers,
        "when": clause.when.text(),
        "file": clause.source.path.to_string_lossy(),
        "sha256": clause.hash(),
    })
}
