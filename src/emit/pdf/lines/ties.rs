//! Spaces that must not become line breaks: between a number and its unit, and between a word that
//! counts and its number.

/// Units that belong to the number before them.
const UNITS: &[&str] = &[
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "minutes",
    "seconds",
    "business",
    "working",
    "calendar",
    "per",
    "percent",
    "%",
    "euro",
    "euros",
    "million",
    "EUR",
    "GBP",
    "USD",
    "CHF",
    "€",
    "£",
    "$",
    "MB",
    "GB",
    "TB",
    "km",
    "Stunden",
    "Tage",
    "Tagen",
    "Wochen",
    "Monate",
    "Monaten",
    "Jahre",
    "Jahren",
    "Werktage",
    "Werktagen",
    "Prozent",
    "heures",
    "jours",
    "mois",
    "ans",
    "semaines",
    "horas",
    "días",
    "meses",
    "años",
    "ore",
    "giorni",
    "mesi",
    "anni",
    "uur",
    "dagen",
    "weken",
    "maanden",
    "jaar",
    "dni",
    "godzin",
    "dias",
    "anos",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Words that belong to the number after them.
const COUNTED: &[&str] = &[
    "article",
    "articles",
    "art.",
    "clause",
    "clauses",
    "section",
    "sections",
    "annex",
    "annexes",
    "appendix",
    "schedule",
    "part",
    "chapter",
    "module",
    "option",
    "paragraph",
    "paragraphs",
    "para",
    "point",
    "points",
    "recital",
    "no.",
    "nr.",
    "page",
    "table",
    "version",
    "regulation",
    "directive",
    "eur",
    "gbp",
    "usd",
    "chf",
    "€",
    "£",
    "§",
    "§§",
    "artikel",
    "klausel",
    "anhang",
    "anlage",
    "ziffer",
    "abschnitt",
    "absatz",
    "abs.",
    "satz",
    "nummer",
    "modul",
    "annexe",
    "alinéa",
    "cláusula",
    "artículo",
    "anexo",
    "artigo",
    "articolo",
    "clausola",
    "allegato",
    "bijlage",
];

/// Whether the space between two words must stay a space. `fact` says that both words are of one
/// fact, where any number keeps its next word.
pub fn tied(before: &str, after: &str, fact: bool) -> bool {
    let before = before.trim_start_matches(['(', '[', '“', '"', '‘', '„', '«']);
    let after = after.trim_end_matches([',', '.', ';', ':', ')', ']', '”', '"', '’', '“', '»']);
    if after.is_empty() || before.is_empty() {
        return false;
    }
    if fact && is_group(after) && (is_group(before) || is_register(before)) {
        return true;
    }
    if is_number(before) {
        return UNITS.contains(&after) || fact && after.chars().next().is_some_and(char::is_lowercase);
    }
    is_label(after) && COUNTED.contains(&before.to_lowercase().as_str())
}

/// A group of the figures of a telephone number: "+49", "(0)89", "555-01".
fn is_group(word: &str) -> bool {
    let figures = word.strip_prefix('+').unwrap_or(word);
    figures.contains(|c: char| c.is_ascii_digit())
        && figures.chars().all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | '/'))
}

/// The letters before the number of a register: "HRB", "CIN".
fn is_register(word: &str) -> bool {
    (2..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase())
}

/// "48", "1,000.50", "2026", "(48)".
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | ')' | '\u{a0}'))
        && !word.ends_with([',', '.'])
}

/// "6.3", "28(3)", "(a)", "II", "I.B", "A".
fn is_label(word: &str) -> bool {
    let roman = |part: &str| !part.is_empty() && part.chars().all(|c| "IVXLC".contains(c));
    word.starts_with(|c: char| c.is_ascii_digit())
        || word.starts_with('(')
        || roman(word.split('.').next().unwrap_or_default())
        || word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::tied;

    #[test]
    fn numbers_keep_their_units_and_labels_their_numbers() {
        assert!(tied("48", "hours,", false));
        assert!(tied("(48", "hours)", false));
        assert!(tied("clause", "6.3.", false));
        assert!(tied("Annex", "I.B", false));
        assert!(tied("2", "March", false));
        assert!(!tied("2016", "on", false));
        assert!(!tied("the", "2016", false));
        assert!(!tied("article", "of", false));
        assert!(tied("3", "sites", true));
        assert!(tied("+49", "89", true) && tied("89", "5550-1", true));
        assert!(!tied("2025", "2026", false));
        assert!(tied("HRB", "274913", true) && !tied("Munich", "274913", true));
    }
}
