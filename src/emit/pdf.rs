//! PDF: set in four faces of one serif, broken into lines and pages by our own typesetter.
//!
//! The work is done in steps that know little of each other. [`layout`](mod@layout) makes pages of
//! placed items; `structure` says what they mean; `paint` draws them; `finish` adds what is no drawing
//! and writes the file. What is the same in many files is made once, and kept in the [`Memo`] of
//! the look.

mod deflate;
mod face;
mod fallback;
mod finish;
#[cfg(test)]
mod fixture;
mod fonts;
pub mod glyphs;
pub mod house;
pub mod layout;
pub mod lines;
mod memo;
mod paint;
pub mod read;
pub mod rich;
#[cfg(test)]
mod scripts;
mod shape;
mod structure;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Write;

use super::{Fault, Format, Look, Volume, Written};
use crate::document::Document;

pub use face::{Face, FaceId};
pub use fonts::Fonts;
pub use layout::{Item, Layout, Shape, layout};
use lines::Run;
pub use memo::Memo;

/// Paged output for signature and print.
pub struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn carries_files(&self) -> bool {
        true
    }

    fn write(&self, volume: &Volume<'_>, look: &Look, out: &mut dyn Write) -> Result<Written, Vec<Fault>> {
        let layout = layout(volume, look)?;
        let structure = structure::structure(&layout);
        let painted = paint::paint(&layout, &structure, &look.theme.accent)?;
        let written = Written { fonts: layout.fonts.foreign(painted.fonts.keys()) };
        let bytes = finish::finish(painted, &layout, &structure, volume);
        let bytes = bytes.map_err(|error| vec![Fault::ours(&error)])?;
        out.write_all(&bytes).map_err(|error| vec![error.into()])?;
        Ok(written)
    }
}

/// The pages as text, for tests: a line for each line of text with its left end and baseline in
/// whole points; parts of a line are joined by a bar.
///
/// # Errors
/// A [`Fault`] for each character that no font has.
pub fn layout_text(documents: &[Document], look: &Look) -> Result<String, Vec<Fault>> {
    let layout = layout(&Volume::of(documents), look)?;
    let mut out = String::new();
    for (number, page) in layout.pages.iter().enumerate() {
        let _ = writeln!(out, "page {}", number + 1);
        let mut line: Option<(f32, f32, f32, String)> = None;
        for run in page.items.iter().flat_map(runs) {
            let text = run.text.replace('\u{ad}', "-");
            let (x, y, end) = (run.x, run.y, run.x + run.width());
            match &mut line {
                Some((_, baseline, right, so_far)) if (*baseline - y).abs() < 0.5 => {
                    if (x - *right).abs() > 0.5 {
                        so_far.truncate(so_far.trim_end().len());
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

/// The text of an item, where it stands on the page: a field says its value.
fn runs(item: &Item) -> Vec<Run> {
    match &item.shape {
        Shape::Run(run) => vec![run.clone()],
        Shape::Field(field) => field.runs(),
        _ => Vec::new(),
    }
}

fn dump(out: &mut String, line: Option<(f32, f32, f32, String)>) {
    if let Some((x, y, _, text)) = line {
        let _ = writeln!(out, "{x:4.0} {y:4.0}  {}", text.trim_end());
    }
}
