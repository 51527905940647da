//! What the styles of a Word document make of a paragraph.

use std::collections::HashMap;

use super::super::super::read::Fault;
use super::{Step, attribute, value, walk};

/// Styles that rest on others are followed so far.
const MOST_STEPS: usize = 16;

/// What a style makes of a paragraph.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Style {
    /// Its outline level, from 0, where it is a heading.
    pub outline: Option<usize>,
    /// The list that counts it, and the level there.
    pub numbered: Option<(String, usize)>,
    rests_on: Option<String>,
}

/// The styles by their ids.
#[derive(Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    pub fn read(text: &str) -> Result<Styles, Fault> {
        let mut styles = Styles::default();
        let (mut id, mut style, mut depth, mut within) = (None, Style::default(), 0_usize, 0_usize);
        walk(text, |step| {
            match step {
                Step::Start(tag, name) => {
                    depth += 1;
                    let number = || value(tag).and_then(|value| value.parse::<usize>().ok());
                    match name {
                        "style" => {
                            (id, style, within) = (attribute(tag, "w:styleId"), Style::default(), depth);
                        }
                        "name" => {
                            let named = value(tag).and_then(|name| heading(&name));
                            style.outline = style.outline.or(named);
                        }
                        "basedOn" => style.rests_on = value(tag),
                        "outlineLvl" => style.outline = number(),
                        "numId" => {
                            let level = style.numbered.take().map_or(0, |(_, level)| level);
                            style.numbered = value(tag).map(|id| (id, level));
                        }
                        "ilvl" => {
                            let id = style.numbered.take().map(|(id, _)| id).unwrap_or_default();
                            style.numbered = Some((id, number().unwrap_or_default()));
                        }
                        _ => {}
                    }
                }
                Step::End => {
                    if depth == within
                        && let Some(id) = id.take()
                    {
                        styles.0.insert(id, std::mem::take(&mut style));
                    }
                    depth = depth.saturating_sub(1);
                }
                Step::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// What a style makes of a paragraph, with what it takes from the styles it rests on.
    pub fn of(&self, id: &str) -> Style {
        let mut found = Style::default();
        let mut next = Some(id.to_owned());
        for _ in 0..MOST_STEPS {
            let Some(style) = next.take().and_then(|id| self.0.get(&id)) else { break };
            found.outline = found.outline.or(style.outline);
            found.numbered = found.numbered.or_else(|| style.numbered.clone());
            next.clone_from(&style.rests_on);
        }
        found
    }
}

/// The outline level that the name of a style stands for: "heading 2" is 1, whatever the language of Word.
fn heading(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(0);
    }
    let level: usize = name.strip_prefix("heading ")?.trim().parse().ok()?;
    level.checked_sub(1)
}
