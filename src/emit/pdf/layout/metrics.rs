//! The measures of a page, as the theme has them.

use crate::emit::look::Theme;
use crate::emit::pdf::lines::Fill;

/// The measures of a page, in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// Width and height of the page.
    pub page: (f32, f32),
    /// Left edge of the text.
    pub left: f32,
    /// Width of the text.
    pub width: f32,
    /// Upper edge of the text.
    pub top: f32,
    /// Space below the text.
    pub bottom: f32,
    /// Size of running text.
    pub text: f32,
    /// Distance of its lines.
    pub leading: f32,
    /// Half of it: the unit of vertical space.
    pub half: f32,
    /// Size of section headings.
    pub heading: f32,
    /// Size of the titles of annexes.
    pub part: f32,
    /// Size of the title.
    pub title: f32,
    /// Size of tables, notes, headers and footers.
    pub small: f32,
    /// Distance of small lines.
    pub small_leading: f32,
    /// How paragraphs are filled.
    pub fill: Fill,
}

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
/// The narrowest column text is set in.
const NARROWEST: f32 = 72.0;

impl Metrics {
    pub fn new(theme: &Theme) -> Metrics {
        let page = theme.paper.size();
        let margin = |mm: f32, most: f32| (mm * MM).clamp(0.0, most);
        let side = (page.0 - NARROWEST) / 2.0;
        let (left, right) = (margin(theme.left_margin_mm, side), margin(theme.right_margin_mm, side));
        let positive = |size: f32| {
            if size.is_finite() { size.clamp(1.0, 200.0) } else { 10.0 }
        };
        let leading = positive(theme.leading);
        let small = positive(theme.small_size);
        Metrics {
            page,
            left,
            width: page.0 - left - right,
            top: margin(theme.top_margin_mm, page.1 * 0.3),
            bottom: margin(theme.bottom_margin_mm, page.1 * 0.3),
            text: positive(theme.text_size),
            leading,
            half: leading / 2.0,
            heading: positive(theme.heading_size),
            part: positive(theme.part_size),
            title: positive(theme.title_size),
            small,
            small_leading: (small * 2.7).round() / 2.0,
            fill: match theme.justified {
                true => Fill::Justified,
                false => Fill::Ragged,
            },
        }
    }

    /// Height of the text area.
    pub fn text_height(&self) -> f32 {
        self.page.1 - self.top - self.bottom
    }

    /// Width from `x` to the right edge of the text, but never too narrow for a word.
    pub fn width_from(&self, x: f32) -> f32 {
        (self.left + self.width - x).max(NARROWEST)
    }
}

/// Space above the footnotes of a page, with the rule.
pub const NOTE_GAP: f32 = 12.0;
