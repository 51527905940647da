//! Numbers, months and units of time in words, of English and German, and numbers in figures as either writes them.
//!
//! The one home of these words: whoever reads a text for its values asks here. Words are in small letters.

use std::sync::LazyLock;

use foldhash::HashMap;

/// Words for one to nineteen.
const SMALL: [[&str; 19]; 2] = [
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    [
        "eins",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ],
];
/// Words for twenty, thirty, … ninety.
const TENS: [[&str; 8]; 2] = [
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
];
/// The months.
const MONTHS: [[&str; 12]; 2] = [
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ],
];
/// Units of time by their stems: the word, and what it is.
const UNITS: [(&str, &str); 18] = [
    ("minute", "minute"),
    ("hour", "hour"),
    ("hr", "hour"),
    ("day", "day"),
    ("week", "week"),
    ("month", "month"),
    ("year", "year"),
    ("stunde", "hour"),
    ("std", "hour"),
    ("tag", "day"),
    ("kalendertag", "day"),
    ("werktag", "business day"),
    ("arbeitstag", "business day"),
    ("bankarbeitstag", "business day"),
    ("geschäftstag", "business day"),
    ("woche", "week"),
    ("monat", "month"),
    ("jahr", "year"),
];

/// Numbers that are one word, by the word.
static NUMBERS: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let small = SMALL.iter().flat_map(|all| (1..).zip(all));
    let tens = TENS.iter().flat_map(|all| (2..).map(|tens| tens * 10).zip(all));
    let others = [("zero", 0), ("null", 0), ("einen", 1), ("einem", 1), ("einer", 1), ("eines", 1)];
    let all = small.chain(tens).map(|(number, word)| (*word, number));
    all.chain(others).chain([("dreissig", 30)]).collect()
});

/// The value of a number in words, up to ninety-nine: `thirty-five`, `thirty five`, `fünfunddreißig`.
pub fn number(words: &str) -> Option<usize> {
    if let Some(number) = NUMBERS.get(words) {
        return Some(*number);
    }
    let small = |word: &str, all: &[&str; 19]| all[..9].iter().position(|known| *known == word);
    if words.ends_with("ig")
        && let Some((ones, tens)) = words.split_once("und")
    {
        let ones = if ones == "ein" { 1 } else { small(ones, &SMALL[1])? + 1 };
        return NUMBERS.get(tens).map(|tens| tens + ones);
    }
    let (tens, ones) = words.split_at(words.bytes().position(|byte| matches!(byte, b' ' | b'-' | b'\n'))?);
    let tens = TENS[0].iter().position(|known| *known == tens)?;
    Some((tens + 2) * 10 + small(&ones[1..], &SMALL[0])? + 1)
}

/// A number in figures, however it is parted: `5,000`, `5.000` and `5'000` are 5000, `99,9` is 99.9.
pub fn figures(text: &str) -> Option<String> {
    let is_sign = |c: char| matches!(c, '.' | ',' | '\'' | '’');
    if !text.starts_with(|c: char| c.is_ascii_digit())
        || !text.chars().all(|c| c.is_ascii_digit() || is_sign(c))
    {
        return None;
    }
    let signs: Vec<char> = text.chars().filter(|c| is_sign(*c)).collect();
    let decimal = signs.last().copied().filter(|last| {
        let behind = text.rsplit(*last).next().map_or(0, str::len);
        let once = signs.iter().filter(|sign| *sign == last).count() == 1;
        let thousands = behind == 3 && !text.starts_with('0') && signs.iter().all(|sign| sign == last);
        matches!(last, '.' | ',') && once && !thousands
    });
    let whole = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    Some(match decimal.and_then(|sign| text.rsplit_once(sign)) {
        // "10,000.00" is 10000.
        Some((before, behind)) if behind.bytes().all(|digit| digit == b'0') => whole(before),
        Some((before, behind)) => format!("{}.{behind}", whole(before)),
        None => whole(text),
    })
}

/// Months by what they are called.
static MONTH_NAMES: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let named = MONTHS.iter().flat_map(|all| (1..).zip(all)).map(|(month, name)| (*name, month));
    let short = named
        .clone()
        .filter_map(|(name, month)| Some((name.get(..3).filter(|short| short.is_ascii())?, month)));
    short.chain(named).chain([("jänner", 1)]).collect()
});

/// The month that a word names, from 1; also by its first three letters.
pub fn month(word: &str) -> Option<usize> {
    MONTH_NAMES.get(word).copied()
}

/// Units of time by all their forms.
static UNIT_FORMS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let forms = |stem: &'static str| ["", "s", "e", "en", "n", "es"].map(|end| format!("{stem}{end}"));
    UNITS.iter().flat_map(|(stem, unit)| forms(stem).map(|form| (form, *unit))).collect()
});

/// The unit of time that a word names, by its English name: `days`, `Tagen`.
pub fn unit(word: &str) -> Option<&'static str> {
    UNIT_FORMS.get(word.trim_end_matches(['\'', '’'])).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_have_their_value() {
        for (words, value) in [
            ("zero", 0),
            ("one", 1),
            ("nineteen", 19),
            ("thirty", 30),
            ("thirty-five", 35),
            ("thirty five", 35),
            ("drei", 3),
            ("dreißig", 30),
            ("dreissig", 30),
            ("fünfundvierzig", 45),
            ("einundzwanzig", 21),
        ] {
            assert_eq!(number(words), Some(value), "{words}");
        }
        for words in ["", "the", "thirty-ten", "tausend", "und", "hund", "ten-five"] {
            assert_eq!(number(words), None, "{words}");
        }
    }

    #[test]
    fn numbers_in_figures_are_the_same_however_they_are_parted() {
        for (text, value) in [
            ("5,000", "5000"),
            ("5.000", "5000"),
            ("5'000", "5000"),
            ("99.9", "99.9"),
            ("99,9", "99.9"),
            ("1.234.567,50", "1234567.50"),
            ("1,234,567.50", "1234567.50"),
            ("0,125", "0.125"),
            ("30", "30"),
            ("10.000,00", "10000"),
        ] {
            assert_eq!(figures(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(figures("3a").or_else(|| figures("a3")).or_else(|| figures("")), None);
    }

    #[test]
    fn months_and_units_are_known_in_both_languages() {
        let months = ["january", "jan", "märz", "mai", "dezember", "jänner", "die"].map(month);
        assert_eq!(months, [Some(1), Some(1), Some(3), Some(5), Some(12), Some(1), None]);
        let units =
            ["days", "day", "tage", "werktagen", "monats", "jahren", "years’", "tagung", "daily"].map(unit);
        assert_eq!(["hrs", "std"].map(unit), [Some("hour"); 2]);
        assert_eq!(
            units,
            [
                Some("day"),
                Some("day"),
                Some("day"),
                Some("business day"),
                Some("month"),
                Some("year"),
                Some("year"),
                None,
                None,
            ]
        );
    }
}
