//! PDF: set in four faces of one serif, broken into lines and pages by our own typesetter.
//!
//! The work is done in three steps that know little of each other. [`layout`](mod@layout) makes pages
//! of placed items; `paint` draws them; `finish` adds what is no drawing and writes the file.

mod fallback;
mod finish;
#[cfg(test)]
mod fixture;
mod fonts;
pub mod layout;
pub mod lines;
mod paint;
pub mod read;
pub mod rich;
mod shape;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Write;

use super::{Fault, Format, Look, Volume};
use crate::document::{Document, Meta};

pub use fonts::{Face, FaceId, Fonts};
pub use layout::{Layout, Shape, layout};

/// Paged output for signature and print.
pub struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn write(&self, volume: &Volume<'_>, look: &Look, out: &mut dyn Write) -> Result<(), Vec<Fault>> {
        let documents = volume.documents;
        let layout = layout(documents, look)?;
        let painted = paint::paint(&layout, &look.theme.accent)?;
        let nothing = Meta::default();
        let meta = documents.first().map_or(&nothing, Document::meta);
        let bytes = finish::finish(painted, &layout, meta, volume.attachments).map_err(|error| {
            vec![Fault {
                message: format!("the PDF cannot be assembled: {error}"),
                help: "this is a fault of dpakit: please report it".into(),
                path: None,
            }]
        })?;
        out.write_all(&bytes).map_err(|error| vec![error.into()])
    }
}

/// The pages as text, for tests: a line for each line of text with its left end and baseline in
/// whole points; parts of a line are joined by a bar.
///
/// # Errors
/// A [`Fault`] for each character that no font has.
pub fn layout_text(documents: &[Document], look: &Look) -> Result<String, Vec<Fault>> {
    let layout = layout(documents, look)?;
    let mut out = String::new();
    for (number, page) in layout.pages.iter().enumerate() {
        let _ = writeln!(out, "page {}", number + 1);
        let mut line: Option<(f32, f32, f32, String)> = None;
        for item in &page.items {
            let Shape::Run(run) = &item.shape else {
                continue;
            };
            let text = run.text.replace('\u{ad}', "-");
            let (x, y, end) = (run.x, run.y, run.x + run.width());
            match &mut line {
                Some((_, baseline, right, so_far)) if (*baseline - y).abs() < 0.5 => {
                    if (x - *right).abs() > 0.5 {
                        so_far.push('|');
                    }
                    so_far.push_str(&text);
                    *right = end;
                }
                _ => {
                    dump(&mut out, line.take());
                    line = Some((x, y, end, text));
                }
            }
        }
        dump(&mut out, line.take());
    }
    Ok(out)
}

fn dump(out: &mut String, line: Option<(f32, f32, f32, String)>) {
    if let Some((x, y, _, text)) = line {
        let _ = writeln!(out, "{x:4.0} {y:4.0}  {}", text.trim_end());
    }
}
