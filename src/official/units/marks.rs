//! What the marks and lines of a text say: numbers of clauses, sections, modules and items.

/// The place of an item within a clause or sub-clause: paragraph, letter, roman number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Path {
    number: Option<u8>,
    letter: Option<char>,
    roman: Option<u8>,
}

const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    "xvii", "xviii", "xix", "xx",
];
const GREEK: [&str; 10] = ["α", "β", "γ", "δ", "ε", "στ", "ζ", "η", "θ", "ι"];
const CYRILLIC: [&str; 10] = ["а", "б", "в", "г", "д", "е", "ж", "з", "и", "й"];

impl Path {
    /// Goes to the item with a mark. A letter that is also a roman number (i, v, x) is a letter only
    /// where it continues the letters; `numbered` says whether numbers make paragraphs.
    pub(super) fn enter(&mut self, mark: &str, numbered: bool) {
        let inner = mark.trim_matches(|c| matches!(c, '(' | ')' | '.')).to_lowercase();
        if let Ok(number) = inner.parse() {
            let (letter, roman) = (None, None);
            if numbered {
                *self = Path { number: Some(number), letter, roman };
            }
            return;
        }
        let roman = ROMAN.iter().position(|known| *known == inner).and_then(|at| u8::try_from(at + 1).ok());
        let letter = letter(&inner);
        let continues =
            letter.is_some_and(|letter| self.letter.is_some_and(|last| last as u32 + 1 == letter as u32));
        match (roman, letter) {
            (Some(roman), _) if !continues => self.roman = Some(roman),
            (_, Some(letter)) => {
                self.letter = Some(letter);
                self.roman = None;
            }
            _ => {}
        }
    }

    /// The places that the mark `#2` can mean, innermost kinds last, each with a mark to print:
    /// depth and number stand in it as `#depth.number`.
    pub(super) fn ordinals(&self, ordinal: &str) -> Vec<(Path, String)> {
        let Some((depth, number)) = ordinal.split_once('.') else { return Vec::new() };
        let (Ok(depth), Ok(number)) = (depth.parse::<u8>(), number.parse::<u8>()) else { return Vec::new() };
        if !(1..=20).contains(&number) {
            return Vec::new();
        }
        let letter = char::from(b'a' + number - 1);
        let roman = ROMAN[usize::from(number) - 1];
        let top = depth == 0;
        let numbered = Path { number: Some(number), ..Path::default() };
        let outer = if top { Path::default() } else { Path { letter: None, roman: None, ..self.clone() } };
        let lettered = Path { letter: Some(letter), roman: None, ..outer };
        let inner = if top { Path::default() } else { Path { roman: None, ..self.clone() } };
        let deep = Path { roman: Some(number), ..inner };
        let mut all = Vec::new();
        if top {
            all.push((numbered, format!("{number}.")));
        }
        all.push((lettered, format!("({letter})")));
        all.push((deep, format!("({roman})")));
        if !top {
            all.reverse();
        }
        all
    }

    /// Goes one level out; false at the top.
    pub(super) fn leave(&mut self) -> bool {
        self.roman.take().is_some() || self.letter.take().is_some() || self.number.take().is_some()
    }

    pub(super) fn is_top(&self) -> bool {
        *self == Path::default()
    }

    /// The id of the place: `c3.a.ii`.
    pub(super) fn join(&self, base: &str) -> String {
        let mut out = base.to_owned();
        out.extend(self.number.map(|number| format!(".{number}")));
        out.extend(self.letter.map(|letter| format!(".{letter}")));
        out.extend(self.roman.map(|roman| format!(".{}", ROMAN[usize::from(roman) - 1])));
        out
    }
}

/// The letter of a mark; those of other scripts by their place in the list.
fn letter(mark: &str) -> Option<char> {
    let place = [GREEK, CYRILLIC].iter().find_map(|script| script.iter().position(|known| *known == mark));
    if let Some(place) = place {
        return u8::try_from(place).ok().map(|place| char::from(b'a' + place));
    }
    let mut chars = mark.chars();
    let first = chars.next().filter(char::is_ascii_lowercase)?;
    chars.next().is_none().then_some(first)
}

/// Number and word of a clause line, `Clause 7 – Optional` or `7. Klausel`.
pub(super) fn clause_line(text: &str) -> Option<(u8, String)> {
    if text.len() > 120 {
        return None;
    }
    let main = text.split(['–', '—']).next().unwrap_or(text).split(" - ").next().unwrap_or(text);
    let remark = &text[main.len()..];
    if remark.chars().count() > 40 || remark.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tokens: Vec<&str> = main.split_whitespace().collect();
    let (number, word) = match tokens.as_slice() {
        [one, other] if digits(one) => (one, other),
        [one, other] if digits(other) => (other, one),
        _ => return None,
    };
    let plain =
        word.chars().all(|c| c.is_alphabetic()) && word.starts_with(char::is_uppercase) || digits(tokens[0]);
    let number = number.trim_end_matches('.').parse().ok()?;
    plain.then(|| (number, (*word).to_owned()))
}

fn digits(token: &str) -> bool {
    let number = token.trim_end_matches('.');
    !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a section line: capitals, and a roman number as first or second word.
pub(super) fn section(text: &str) -> Option<u8> {
    if text.len() > 300 || text != text.to_uppercase() || text.contains(':') {
        return None;
    }
    let roman =
        |token: &str| ROMAN.iter().position(|known| *known == token.trim_end_matches('.').to_lowercase());
    let at = text.split_whitespace().take(2).find_map(roman)?;
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    if words < 2 { None } else { u8::try_from(at + 1).ok() }
}

/// What stands before the colon of a line that names a module: two or three words in capitals.
pub(super) fn module_label(text: &str) -> Option<String> {
    let (label, rest) = text.split_once(':')?;
    let words: Vec<&str> = label.split_whitespace().collect();
    let capitals = label == label.to_uppercase() && label.chars().any(char::is_alphabetic);
    let fits = (2..=3).contains(&words.len()) && capitals && !rest.trim().is_empty() && text.len() < 400;
    fits.then(|| words.join(" "))
}

pub(super) fn english_module(label: &str) -> Option<u8> {
    let number = label.strip_prefix("MODULE ")?;
    let at = ["ONE", "TWO", "THREE", "FOUR"].iter().position(|known| *known == number)?;
    u8::try_from(at + 1).ok()
}

/// Clause, number and title of a sub-clause line: `8.1   Instructions`.
pub(super) fn sub_clause(text: &str) -> Option<(u8, u8, &str)> {
    let (number, title) = text.split_once(char::is_whitespace)?;
    let mut parts = number.trim_end_matches('.').split('.');
    let clause = parts.next()?.parse().ok()?;
    let sub = parts.next()?.parse().ok()?;
    let title = title.trim();
    let fits = parts.next().is_none() && !title.is_empty() && title.len() < 200 && sub > 0;
    fits.then_some((clause, sub, title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_roman_numbers_follow_their_neighbours() {
        let mut path = Path::default();
        let mut at = |mark: &str| {
            path.enter(mark, true);
            path.join("5")
        };
        let walk = [("(d)", "5.d"), ("(i)", "5.d.i"), ("(ii)", "5.d.ii"), ("(e)", "5.e"), ("f)", "5.f")];
        walk.iter().for_each(|(mark, id)| assert_eq!(at(mark), *id));
        let walk =
            [("g)", "5.g"), ("h)", "5.h"), ("i)", "5.i"), ("j)", "5.j"), ("2.", "5.2"), ("(a)", "5.2.a")];
        walk.iter().for_each(|(mark, id)| assert_eq!(at(mark), *id));
        assert_eq!(at("β)"), "5.2.b");
    }

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(clause_line("Clause 7 – Optional"), Some((7, "Clause".to_owned())));
        assert_eq!(clause_line("Klausel 12"), Some((12, "Klausel".to_owned())));
        assert_eq!(clause_line("3. klauzula"), Some((3, "klauzula".to_owned())));
        assert_eq!(clause_line("Clause 1, Clause 2"), None);
        assert_eq!(clause_line("8.1 Instructions"), None);
        assert_eq!(section("SECTION II – DUTIES"), Some(2));
        assert_eq!(section("Section II"), None);
        assert_eq!(module_label("MODULE ONE: From baker to miller"), Some("MODULE ONE".to_owned()));
        assert_eq!(module_label("OPTION: x"), None);
        assert_eq!(english_module("MODULE FOUR"), Some(4));
        assert_eq!(sub_clause("8.1\u{a0}\u{a0}\u{a0}Flour"), Some((8, 1, "Flour")));
        assert_eq!(sub_clause("8.1"), None);
    }
}
