//! How documents look: the theme, the style sheet, the fonts.
//!
//! Everything has a built-in value, so that the tool works from any folder; a `templates/` folder
//! named by `dpakit.toml` is laid over it, file by file.

pub mod colour;
pub mod logo;
pub mod running;

use std::path::PathBuf;
use std::sync::Arc;

use super::pdf::Memo;
use super::{html, markdown};
use crate::source::sha256;
pub use logo::Logo;
pub use running::Running;

/// Theme, style sheet and fonts, as the formats need them.
#[derive(Debug, Clone)]
pub struct Look {
    /// `theme.toml`.
    pub theme: Theme,
    /// `page.css`: the style sheet of HTML, embedded in each file.
    pub css: String,
    /// Folders searched, in order, for fonts that have characters the built-in faces lack.
    pub font_folders: Vec<PathBuf>,
    /// Whether fonts installed on the system may be used for such characters.
    pub system_fonts: bool,
    /// The faces of the house, in the order of [`Faces::files`]; without them, the built-in ones.
    pub faces: Option<[FontFile; 4]>,
    /// The logo of the house, if it has one.
    pub logo: Option<Arc<Logo>>,
    /// What was made for one file and may serve in others; it has no influence on what is written.
    pub memo: Arc<Memo>,
    /// The same for pages of HTML.
    pub html: Arc<html::Memo>,
    /// The same for texts of Markdown.
    pub markdown: Arc<markdown::Memo>,
}

/// A font file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Arc<Vec<u8>>,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: Arc<str>,
}

impl FontFile {
    /// A file of a name and content.
    pub fn new(name: &str, bytes: Vec<u8>) -> FontFile {
        let sha256 = sha256(&bytes).into();
        FontFile { name: name.to_owned(), bytes: Arc::new(bytes), sha256 }
    }
}

impl Look {
    /// A hash of everything that is looks: files made with the same looks from the same text are the same.
    /// Fonts of the system are told by whether they may be used, not by what they are.
    pub fn identity(&self) -> String {
        let faces = self.faces.iter().flatten().map(|face| format!("{} {}", face.name, face.sha256));
        let logo = self
            .logo
            .as_ref()
            .map(|logo| format!("{} {} {}", logo.height, logo.alternative, sha256(&logo.file)));
        let text = format!(
            "{:?}\n{}\n{:?} {}\n{:?}\n{logo:?}",
            self.theme,
            self.css,
            self.font_folders,
            self.system_fonts,
            faces.collect::<Vec<_>>(),
        );
        sha256(text.as_bytes())
    }
}

impl Default for Look {
    fn default() -> Look {
        Look {
            theme: Theme::default(),
            css: include_str!("../../templates/page.css").to_owned(),
            font_folders: Vec::new(),
            system_fonts: true,
            faces: None,
            logo: None,
            memo: Arc::default(),
            html: Arc::default(),
            markdown: Arc::default(),
        }
    }
}

/// What `theme.toml` says. Lengths are in points unless their name says otherwise.
#[derive(Debug, Clone, PartialEq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Theme {
    /// Size of the page.
    pub paper: Paper,
    /// Left margin, in millimetres.
    #[schemars(range(min = 5, max = 70))]
    pub left_margin_mm: f32,
    /// Right margin, in millimetres.
    #[schemars(range(min = 5, max = 70))]
    pub right_margin_mm: f32,
    /// Upper margin, in millimetres.
    #[schemars(range(min = 5, max = 100))]
    pub top_margin_mm: f32,
    /// Lower margin, in millimetres.
    #[schemars(range(min = 8, max = 100))]
    pub bottom_margin_mm: f32,
    /// Size of the running text.
    #[schemars(range(min = 6, max = 24))]
    pub text_size: f32,
    /// Distance of its lines.
    #[schemars(range(min = 7, max = 48))]
    pub leading: f32,
    /// Size of clause headings on a line of their own.
    #[schemars(range(min = 6, max = 36))]
    pub heading_size: f32,
    /// Size of the titles of annexes and parts of the cover.
    #[schemars(range(min = 6, max = 48))]
    pub part_size: f32,
    /// Size of the title.
    #[schemars(range(min = 8, max = 72))]
    pub title_size: f32,
    /// Size of tables, notes, headers and footers.
    #[schemars(range(min = 5, max = 20))]
    pub small_size: f32,
    /// Both edges flush, with hyphenation; otherwise ragged right.
    pub justified: bool,
    /// Colour of rules and links on screen, `#rrggbb`.
    #[schemars(regex(pattern = r"^#[0-9a-fA-F]{6}$"))]
    pub accent: String,
    /// Figures in running text; tables have lining ones of one width.
    pub figures: Figures,
    /// Left in the header: words and `{title}`, `{reference}`, `{version}`, `{date}`, `{page}`,
    /// `{pages}`, `{page-of-pages}`.
    pub header_left: Running,
    /// Right in the header.
    pub header_right: Running,
    /// Left in the footer.
    pub footer_left: Running,
    /// Right in the footer.
    pub footer_right: Running,
    /// Fonts of the house in place of the built-in ones.
    pub faces: Option<Faces>,
    /// Picture at the head of the cover.
    pub logo: Option<LogoFile>,
}

/// Figures in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Figures {
    /// As high as capitals.
    #[default]
    Lining,
    /// With parts above and below, as small letters have them, where the font has such figures.
    OldStyle,
}

/// Font files, looked for in `fonts/` beside `theme.toml` and in the font folders.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Faces {
    /// Running text.
    pub regular: String,
    /// Headings and terms.
    pub bold: String,
    /// Roles and stressed words.
    pub italic: String,
    /// Stressed words in bold.
    pub bold_italic: String,
}

impl Faces {
    /// Key in `theme.toml` and file name of each face.
    pub fn files(&self) -> [(&'static str, &str); 4] {
        [
            ("regular", &self.regular),
            ("bold", &self.bold),
            ("italic", &self.italic),
            ("bold-italic", &self.bold_italic),
        ]
    }
}

/// The picture at the head of the cover.
#[derive(Debug, Clone, PartialEq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LogoFile {
    /// PNG or JPEG file beside `theme.toml`.
    pub file: String,
    /// Height on the page, in millimetres; the width follows from the picture.
    #[schemars(range(min = 3, max = 60))]
    pub height_mm: f32,
    /// What it shows, for those who do not see it; empty where it says nothing.
    pub alternative: String,
}

/// Size of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// 210 mm by 297 mm.
    A4,
    /// 8.5 in by 11 in.
    Letter,
}

impl Paper {
    /// Width and height in points.
    pub fn size(self) -> (f32, f32) {
        match self {
            Paper::A4 => (595.276, 841.89),
            Paper::Letter => (612.0, 792.0),
        }
    }
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            paper: Paper::A4,
            left_margin_mm: 25.0,
            right_margin_mm: 25.0,
            top_margin_mm: 25.0,
            bottom_margin_mm: 28.0,
            text_size: 11.0,
            leading: 15.0,
            heading_size: 12.5,
            part_size: 16.0,
            title_size: 22.0,
            small_size: 9.0,
            justified: true,
            accent: "#1f3a68".to_owned(),
            figures: Figures::Lining,
            header_left: Running::from("{title}"),
            header_right: Running::from("{reference}"),
            footer_left: Running::from("{version}"),
            footer_right: Running::from("{page-of-pages}"),
            faces: None,
            logo: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_theme_file_says_what_is_built_in() {
        let file: Theme = toml::from_str(include_str!("../../templates/theme.toml")).unwrap();
        assert_eq!(file, Theme::default());
    }
}
