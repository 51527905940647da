//! How documents look: the theme, the style sheet, the fonts.
//!
//! Everything has a built-in value, so that the tool works from any folder; a `templates/` folder
//! named by `dpakit.toml` is laid over it, file by file.

use std::path::PathBuf;

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
}

impl Default for Look {
    fn default() -> Look {
        Look {
            theme: Theme::default(),
            css: include_str!("../../templates/page.css").to_owned(),
            font_folders: Vec::new(),
            system_fonts: true,
        }
    }
}

/// What `theme.toml` says. Lengths are in points unless their name says otherwise.
#[derive(Debug, Clone, PartialEq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Theme {
    /// Size of the page.
    pub paper: Paper,
    /// Left and right margin, in millimetres.
    #[schemars(range(min = 5, max = 70))]
    pub side_margin_mm: f32,
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
            side_margin_mm: 25.0,
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
