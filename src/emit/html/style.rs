//! The style sheet of a page: what the theme and the documents say, then `page.css`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foldhash::{HashSet, HashSetExt};
use sha2::{Digest, Sha256};

use super::Memo;
use super::changes;
use super::escape::css_string;
use super::index::Index;
use super::outline::Outline;
use crate::document::{Document, Meta, Watermark};
use crate::emit::Look;
use crate::emit::look::colour::{self, LEAST_CONTRAST};
use crate::emit::look::running::{Piece, Running};
use crate::emit::look::{Figures, Paper, Theme};
use crate::emit::words::Words;

/// Sizes are relative, so that a reader's own text size holds; the theme's text size is this.
const BASE_REM: f32 = 1.125;

/// The sheet embedded in a page.
pub(super) fn sheet(
    documents: &[Document],
    look: &Look,
    (index, outlines, memo): (&Index, &[Vec<Arc<Outline>>], &Memo),
    watermark: Option<Watermark>,
) -> String {
    let mut out = String::new();
    properties(&mut out, &look.theme, watermark);
    paper(&mut out, &look.theme, documents, index);
    for (at, outlines) in outlines.iter().enumerate() {
        let mut seen = HashSet::new();
        for (key, meaning) in outlines.iter().flat_map(|outline| &outline.meanings) {
            if seen.insert(key)
                && let Some(id) = index.id(at, key)
            {
                let _ = writeln!(out, "a.term[href=\"#{id}\"]{{--meaning:{meaning}}}");
            }
        }
    }
    let all = || outlines.iter().flatten();
    let widths: BTreeSet<u8> = all().flat_map(|outline| outline.widths.iter().copied()).collect();
    for width in widths {
        let _ = writeln!(out, ".w{width}{{width:{width}%}}");
    }
    let mut out = in_one_line(&out);
    out.push(' ');
    out.push_str(&memo.css(&look.css, || {
        // Nothing in a style sheet needs these two characters side by side, and they would end it.
        in_one_line(&look.css.replace("</", "<\\/"))
    }));
    if all().any(|outline| outline.changed) {
        out.push(' ');
        out.push_str(&in_one_line(changes::SHEET));
    }
    out
}

/// The sheet without its line ends and indentation: it is a fifth smaller, and the W3C checker,
/// which looks at each line as if it were the whole, agrees with the hash.
fn in_one_line(sheet: &str) -> String {
    let lines = sheet.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// The base64 of the SHA-256 of a sheet, by which the page's policy allows it.
pub(super) fn digest(sheet: &str) -> String {
    STANDARD.encode(Sha256::digest(sheet.as_bytes()))
}

fn properties(out: &mut String, theme: &Theme, watermark: Option<Watermark>) {
    let size = |points: f32| BASE_REM * points / theme.text_size.max(1.0);
    let (accent, pale) = accents(&theme.accent);
    let word = watermark.map_or("", Watermark::word);
    let _ = writeln!(
        out,
        ":root{{--accent-on-white:{accent};--accent-on-black:{pale};\
         --text-size:{BASE_REM}rem;--heading-size:{:.4}rem;--part-size:{:.4}rem;\
         --title-size:{:.4}rem;--small-size:{:.4}rem;--leading:{:.4};\
         --text-points:{}pt;--small-points:{}pt;--print-align:{};--figures:{};\
         --watermark:{};--watermark-length:{}}}",
        size(theme.heading_size),
        size(theme.part_size),
        size(theme.title_size),
        // Smaller than this is print, not screen.
        size(theme.small_size).max(0.875),
        (theme.leading / theme.text_size.max(1.0)).clamp(1.2, 2.0),
        theme.text_size,
        theme.small_size,
        if theme.justified { "justify" } else { "start" },
        match theme.figures {
            Figures::Lining => "lining-nums",
            Figures::OldStyle => "oldstyle-nums",
        },
        css_string(word),
        word.chars().count().max(1),
    );
}

/// The page as printed: its size, margins, header and footer.
fn paper(out: &mut String, theme: &Theme, documents: &[Document], index: &Index) {
    let Some(meta) = documents.first().map(Document::meta) else {
        return;
    };
    let size = match theme.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    // Smaller print, and a hairline that the two halves of the header make together.
    let quiet = format!("font:{}pt serif;color:#444;", theme.small_size);
    let head = format!(
        "{quiet}width:50%;vertical-align:bottom;border-bottom:.5pt solid #888;padding-bottom:1.5mm;margin-bottom:6mm;"
    );
    let first = corners(theme, meta);
    let [top_left, top_right, bottom_left, bottom_right] = &first;
    let _ = writeln!(
        out,
        "@page{{size:{size};margin:{}mm {}mm {}mm {}mm;\
         @top-left{{{head}text-align:left;content:{}}}\
         @top-right{{{head}text-align:right;content:{}}}\
         @bottom-left{{{quiet}content:{}}}\
         @bottom-right{{{quiet}content:{}}}}}",
        theme.top_margin_mm,
        theme.right_margin_mm,
        theme.bottom_margin_mm,
        theme.left_margin_mm,
        top_left.1,
        top_right.1,
        bottom_left.1,
        bottom_right.1,
    );
    // Each further instrument under its own title.
    for (at, document) in documents.iter().enumerate().skip(1) {
        let id = index.document_id(at);
        let own = corners(theme, document.meta()).into_iter().filter(|corner| !first.contains(corner));
        let own: String = own.map(|(corner, content)| format!("@{corner}{{content:{content}}}")).collect();
        let _ = writeln!(out, "@page {id}{{{own}}}");
        let _ = writeln!(out, "article[aria-labelledby=\"{id}\"]{{page:{id}}}");
    }
    if meta.cover {
        out.push_str("@page:first{@top-left{content:none;border:0}@top-right{content:none;border:0}}\n");
    }
}

/// The corners of a page by their CSS names, and what an instrument says there.
fn corners(theme: &Theme, meta: &Meta) -> [(&'static str, String); 4] {
    let lines = [
        ("top-left", &theme.header_left),
        ("top-right", &theme.header_right),
        ("bottom-left", &theme.footer_left),
        ("bottom-right", &theme.footer_right),
    ];
    lines.map(|(corner, line)| (corner, said(line, meta, Words::of(&meta.language))))
}

/// A line of a header or footer as the value of `content`.
fn said(line: &Running, meta: &Meta, words: &Words) -> String {
    let pieces = line.pieces(meta).map(|piece| match piece {
        Piece::Words(words) => css_string(words),
        Piece::Page => "counter(page)".to_owned(),
        Piece::Pages => "counter(pages)".to_owned(),
        Piece::PageOfPages => format!(
            "{} counter(page) {} counter(pages)",
            css_string(&format!("{} ", words.page)),
            css_string(&format!(" {} ", words.of)),
        ),
    });
    let pieces: Vec<String> = pieces.collect();
    if pieces.is_empty() { "\"\"".to_owned() } else { pieces.join(" ") }
}

/// The theme's accent, dark enough to be read on white, and the same for a dark ground: most of the
/// way to white.
fn accents(accent: &str) -> (String, String) {
    let mut channels = colour::channels(accent).unwrap_or([0x1f, 0x3a, 0x68]);
    while colour::contrast_with_white(channels) < LEAST_CONTRAST {
        channels = channels.map(|c| c / 10 * 9);
    }
    let hex = |channels: [u8; 3]| channels.iter().fold(String::from("#"), |hex, c| format!("{hex}{c:02x}"));
    (hex(channels), hex(channels.map(|c| 255 - (255 - c) / 5 * 2)))
}

#[cfg(test)]
mod tests {
    use super::accents;

    #[test]
    fn an_accent_can_be_read() {
        assert_eq!(accents("#1f3a68").0, "#1f3a68", "a dark one stays");
        assert_eq!(accents("blue").0, "#1f3a68", "what is no colour is the built-in one");
        assert_eq!(accents("#ffffff").0, "#757575", "white would be nothing on white");
        assert_eq!(accents("#000000").1, "#999999");
    }
}
