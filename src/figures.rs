//! Numbers, months and units of time in words, of English and German, and numbers in figures as either writes them.
//!
//! The one home of these words: whoever reads a text for its values asks here. Words are in small letters.

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

/// The value of a number in words, up to ninety-nine: `thirty-five`, `thirty five`, `fünfunddreißig`.
pub fn number(words: &str) -> Option<usize> {
    let position = |all: &[&str], word: &str| all.iter().position(|known| *known == word);
    let small = |word: &str| SMALL.iter().find_map(|all| position(all, word)).map(|at| at + 1);
    let tens = |word: &str| TENS.iter().find_map(|all| position(all, word)).map(|at| (at + 2) * 10);
    if let Some(number) = small(words).or_else(|| tens(words)) {
        return Some(number);
    }
    match words {
        "zero" | "null" => return Some(0),
        "einen" | "einem" | "einer" | "eines" => return Some(1),
        "dreissig" => return Some(30),
        _ => {}
    }
    if let Some((ones, rest)) = words.split_once("und")
        && let Some(tens) = position(&TENS[1], rest).or((rest == "dreissig").then_some(1))
    {
        let ones = if ones == "ein" { Some(1) } else { position(&SMALL[1][..9], ones).map(|at| at + 1) };
        return ones.map(|ones| (tens + 2) * 10 + ones);
    }
    let (first, ones) = words.split_once([' ', '-', '\n'])?;
    let tens = position(&TENS[0], first)?;
    Some((tens + 2) * 10 + position(&SMALL[0][..9], ones)? + 1)
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
        Some((before, behind)) => format!("{}.{behind}", whole(before)),
        None => whole(text),
    })
}

/// The month that a word names, from 1; English ones by their first three letters too.
pub fn month(word: &str) -> Option<usize> {
    let is = |month: &str| month == word || (word.len() == 3 && word.is_ascii() && month.starts_with(word));
    let all = MONTHS.iter().find_map(|all| all.iter().position(|month| is(month)));
    all.or((word == "jänner").then_some(0)).map(|at| at + 1)
}

/// The unit of time that a word names, by its English name: `days`, `Tagen`.
pub fn unit(word: &str) -> Option<&'static str> {
    let bare = word.trim_end_matches(['\'', '’']);
    let is = |stem: &str| {
        bare.strip_prefix(stem).is_some_and(|end| matches!(end, "" | "s" | "e" | "en" | "n" | "es"))
    };
    UNITS.iter().find(|(stem, _)| is(stem)).map(|(_, unit)| *unit)
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
