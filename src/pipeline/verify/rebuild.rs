//! A PDF made again from the facts that it carries: the strongest comparison there is.

use serde::Serialize;

use super::Against;
use crate::assemble::assemble;
use crate::diagnostic::Outcome;
use crate::emit::pdf::Pdf;
use crate::emit::pdf::read::{self, Carried};
use crate::emit::{Attachment, Embed};
use crate::pack::Facts;
use crate::pack::terms::Dialect;
use crate::pipeline::{Choice, FACTS_NAME, dressed, emit};
use crate::plan::manifest::FILE_NAME;
use crate::plan::plan;

/// What came of making a PDF again from its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rebuilt {
    /// The same bytes.
    Same,
    /// Other bytes, and the same lines at the same places of the same pages: another program saved it anew. What covers
    /// a line is not seen.
    SameLines,
    /// Other bytes: another theme, other fonts, another version of dpakit, or another text.
    Other,
    /// None: this library makes no such document of the facts.
    Nothing,
}

/// Makes the documents again, and compares them with the first revision of a PDF.
pub(super) fn rebuild(
    facts: &Facts,
    carried: &Carried,
    draft: bool,
    first: &[u8],
    against: &Against<'_>,
) -> Rebuilt {
    let mut made = Vec::new();
    let ways = Dialect::ALL.iter().flat_map(|&esign| [(esign, false), (esign, true)]);
    for (esign, combined) in ways {
        let choice = Choice {
            formats: vec![&Pdf],
            combined,
            draft,
            embed: Embed::Full,
            esign: Some(esign),
            coverage: false,
            undated: against.undated,
        };
        // What cannot be made is no fault of the file: fonts or looks may be missing here.
        for bytes in again(facts, carried, against, &choice).unwrap_or_default() {
            if bytes == first {
                return Rebuilt::Same;
            }
            made.push(bytes);
        }
    }
    if made.is_empty() {
        return Rebuilt::Nothing;
    }
    let lines = read::drawn(first).ok().filter(|drawn| !drawn.lines.is_empty());
    let prints_them = |bytes: &Vec<u8>| lines.is_some() && read::drawn(bytes).ok() == lines;
    if made.iter().any(prints_them) { Rebuilt::SameLines } else { Rebuilt::Other }
}

/// The PDFs of the pack that have the title of the one at hand.
fn again(facts: &Facts, carried: &Carried, against: &Against<'_>, choice: &Choice) -> Outcome<Vec<Vec<u8>>> {
    let plan = plan(facts, against.library)?;
    let mut documents = dressed(assemble(&plan)?, choice);
    let titled = |title: &str| carried.title.as_deref() == Some(title);
    if !choice.combined {
        documents.retain(|document| titled(&document.meta().title));
    } else if documents.len() < 2 || !titled(&documents[0].meta().title) {
        return Ok(Vec::new());
    }
    // Word for word as carried: the manifest names the pack file, which is not at hand.
    let ours = |file: &&Attachment| [FACTS_NAME, FILE_NAME].contains(&file.name.as_str());
    let attachments: Vec<Attachment> = carried.files.iter().filter(ours).cloned().collect();
    let (files, _) = emit(&plan, &documents, &attachments, against.look, choice)?;
    Ok(files.into_iter().map(|file| file.bytes).collect())
}
