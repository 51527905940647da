//! Values as they stand in a text, and what they come to.

use std::borrow::Cow;
use std::ops::Range;

use super::lexicon::{FORMS, PEOPLES, SHORTENED, SIDES, VOELKER, currency_of, is_recht, stem};
use super::{Kind, Register};
use crate::diff::follow::calls_place;
use crate::diff::tokens::ranges;
use crate::figures;

/// A value in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub kind: Kind,
    /// What it comes to: equal for "thirty days" and "30 days".
    pub worth: String,
    /// The bytes that say it, once it is found; until then the tokens of the part.
    pub said: Range<usize>,
    /// The changed stretch in which it stands.
    pub stretch: usize,
    /// Whether it only counts in the place of another: one side of the contract, "before" and "after".
    pub swaps: bool,
    /// Whether its words and its figures say two things: "thirty (60) days".
    pub contradicts: bool,
}

/// A part of a text by its tokens.
pub(super) struct Part<'t> {
    text: &'t str,
    /// Their bytes in the text.
    pub tokens: Vec<Range<usize>>,
    /// Each token in small letters.
    words: Vec<Cow<'t, str>>,
}

impl<'t> Part<'t> {
    pub fn of(text: &'t str, part: Range<usize>) -> Part<'t> {
        let mut tokens = ranges(&text[part.clone()]);
        tokens.iter_mut().for_each(|token| *token = part.start + token.start..part.start + token.end);
        let small = |token: &Range<usize>| -> Cow<'t, str> {
            let word = &text[token.clone()];
            let is_small = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            if is_small { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
        };
        let words = tokens.iter().map(small).collect();
        Part { text, tokens, words }
    }

    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", Cow::as_ref)
    }

    /// The value that begins with a token.
    pub fn value(&self, at: usize) -> Option<Value> {
        self.date(at)
            .or_else(|| self.amount(at))
            .or_else(|| self.often(at))
            .or_else(|| self.multiple(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.limit(at))
            .or_else(|| self.said(at))
            .or_else(|| self.justice(at))
            .or_else(|| self.number(at))
    }

    /// A number that counts nothing else that is known: "50 users". A year alone, or the number of a place, is none.
    fn number(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let before = |count: usize| at.checked_sub(count).map_or("", |before| self.word(before));
        let is_year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        // "Art. 28" has a full stop between.
        let called = if before(1) == "." { before(2) } else { before(1) };
        if is_year || calls_place(called) || self.is_dialled(at) || self.is_of_house(at) {
            return None;
        }
        let worth = number_of(word).filter(|worth| !worth.contains('-'))?;
        Some(Value { swaps: true, ..value(Kind::Number, worth, at..at + 1) })
    }

    /// Whether a number is part of one of a telephone: several groups of digits, with a plus, a nought at the head, or
    /// more than two of them.
    fn is_dialled(&self, at: usize) -> bool {
        let digits = |at: usize| {
            let word = self.word(at);
            let bare = word.strip_prefix('+').unwrap_or(word);
            (bare.starts_with(|c: char| c.is_ascii_digit())
                && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
            .then_some(word)
        };
        let joins = |at: usize| digits(at).is_some() || matches!(self.word(at), "(" | ")" | "/" | "-" | "+");
        let start = (0..at).rev().take_while(|at| joins(*at)).last().unwrap_or(at);
        let run = (start..self.tokens.len()).take_while(|at| *at <= start + GROUPS && joins(*at));
        let groups: Vec<&str> = run.clone().filter_map(digits).collect();
        let Some((first, others)) = groups.split_first() else { return false };
        let has_head = first.starts_with(['+', '0']) || run.clone().any(|at| self.word(at) == "+");
        // "12 000 000" is one number.
        let is_one = !has_head && others.iter().all(|group| group.len() == 3);
        !is_one && (others.len() > 1 || !others.is_empty() && has_head)
    }

    /// Whether a number is that of a house: a postcode stands behind it.
    fn is_of_house(&self, at: usize) -> bool {
        let code = self.word(at + 2);
        self.word(at + 1) == ","
            && (4..=5).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// "German law", "the laws of England and Wales", "the courts of Munich", "the Munich courts", "the seat of the
    /// arbitration is Paris", "deutschem Recht", "Gerichtsstand ist München".
    fn justice(&self, at: usize) -> Option<Value> {
        let (word, next) = (self.word(at), self.word(at + 1));
        // "French Law No. 78-17" is an act that is cited.
        let is_cited = matches!(self.word(at + 2), "no" | "n°" | "nr");
        let is_law = matches!(next, "law" | "laws") && !is_cited && PEOPLES.binary_search(&word).is_ok();
        if is_law || is_recht(next) && VOELKER.binary_search(&stem(word)).is_ok() {
            return Some(value(Kind::Law, stem(word).to_owned(), at..at + 1));
        }
        // "The Munich courts": "Competent courts", at the head of a sentence, are those of no place.
        if next == "courts"
            && self.is_capital(at)
            && self.word_before(at) == "the"
            && !self.is_capital(at + 1)
        {
            return Some(value(Kind::Courts, word.to_owned(), at..at + 1));
        }
        let is = |from: usize| {
            (from..from + SEAT).find(|at| matches!(self.word(*at), "is" | "be" | "ist")).map(|is| is + 1)
        };
        let (kind, start) = match word {
            "law" | "laws" if next == "of" => (Kind::Law, at + 2),
            "court" | "courts" if matches!(next, "of" | "in" | "at") => (Kind::Courts, at + 2),
            "gericht" | "gerichte" | "gerichten" if matches!(next, "in" | "von" | "am") => {
                (Kind::Courts, at + 2)
            }
            "gerichtsstand" | "schiedsort" | "venue" => (Kind::Courts, is(at + 1)?),
            "seat" | "place" if (at + 1..at + SEAT).any(|at| self.word(at).starts_with("arbitra")) => {
                (Kind::Courts, is(at + 1)?)
            }
            _ if is_recht(word) && matches!(next, "der" | "des" | "von") => (Kind::Law, at + 2),
            _ => return None,
        };
        let start = start + usize::from(self.word(start) == "in");
        let start = start + usize::from(matches!(self.word(start), "the" | "der" | "des"));
        let mut end = start;
        // "Es findet das Recht der Bundesrepublik Deutschland Anwendung."
        while self.is_capital(end) && self.word(end) != "anwendung" {
            end += 1;
            if matches!(self.word(end), "and" | "of" | "und" | "am") && self.is_capital(end + 1) {
                end += 1;
            }
        }
        // The Court of Justice is no place, and a Member State not one alone.
        let place: Vec<&str> = (start..end).map(|at| self.word(at)).collect();
        (end > start && !matches!(place[0], "justice" | "member" | "union"))
            .then(|| value(kind, place.join(" "), start..end))
    }

    /// The word before a token.
    pub(super) fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// Whether a token begins with a capital letter.
    pub fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.text[token.clone()].starts_with(char::is_uppercase))
    }

    /// Whether what follows is the least or the most, the end or the beginning, one of several or all of them: "at
    /// least", "no more than", "höchstens", "before", "the greater of", "and" in the place of "or".
    fn limit(&self, at: usize) -> Option<Value> {
        let swapped = |worth: &str, count: usize| {
            Some(Value { swaps: true, ..value(Kind::Limit, worth.to_owned(), at..at + count) })
        };
        match (self.word(at), self.word(at + 1)) {
            ("and" | "und", "or" | "oder") => return swapped("or", 2),
            ("and" | "und", _) => return swapped("and", 1),
            ("or" | "oder" | "and/or" | "und/oder", _) => return swapped("or", 1),
            ("prior", "to") => return swapped("before", 2),
            ("before" | "vor", _) => return swapped("before", 1),
            ("after" | "nach", _) => return swapped("after", 1),
            ("within" | "innerhalb" | "binnen", _) => return swapped("within", 1),
            _ => {}
        }
        let is_sum = |word: &str| number_of(word).is_some() || currency_of(word).is_some();
        let (worth, count) = match [self.word(at), self.word(at + 1), self.word(at + 2)] {
            ["up", "to", sum] if is_sum(sum) => ("most", 2),
            ["more", "than", sum] if is_sum(sum) => ("more", 2),
            ["less" | "fewer", "than", sum] if is_sum(sum) => ("less", 2),
            ["not", "exceed" | "exceeding", _] => ("most", 2),
            ["maximum" | "maximal", ..] => ("most", 1),
            ["minimum" | "minimal", ..] => ("least", 1),
            ["at", "least", _] => ("least", 2),
            ["no" | "not", "less" | "fewer", "than"] => ("least", 3),
            ["at", "most", _] => ("most", 2),
            ["greater" | "higher" | "larger" | "later", "of", _] => ("greater of", 2),
            ["lower" | "lesser" | "smaller" | "earlier", "of", _] => ("lower of", 2),
            ["no" | "not", "more" | "longer" | "later", "than"] => ("most", 3),
            ["mindestens", ..] => ("least", 1),
            ["höchstens", ..] => ("most", 1),
            _ => return None,
        };
        Some(value(Kind::Limit, worth.to_owned(), at..at + count))
    }

    /// Single words that bind, deny or limit.
    fn said(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        if word == "may" && self.is_capital(at) && self.is_month(at) {
            return None;
        }
        if word == "general" && self.is_capital(at) && self.is_capital(at + 1) {
            return None; // "General Public License", "General Terms": a name
        }
        match (word, self.word(at + 1)) {
            ("without", "undue") if self.word(at + 2) == "delay" => {
                return Some(value(Kind::Scope, "undue delay".to_owned(), at..at + 3));
            }
            ("can", "not") => return Some(value(Kind::Negation, "cannot".to_owned(), at..at + 2)),
            ("can't" | "can’t", _) => return Some(value(Kind::Negation, "cannot".to_owned(), at..at + 1)),
            ("non", "exclusive") => {
                return Some(value(Kind::Exclusivity, "non-exclusive".to_owned(), at..at + 2));
            }
            _ if word.ends_with("n't") || word.ends_with("n’t") => {
                return Some(value(Kind::Negation, "not".to_owned(), at..at + 1));
            }
            _ => {}
        }
        let kind = match word {
            // "No. 78" is a number.
            "no" if self.tokens.get(at).is_some_and(|token| self.text[token.end..].starts_with('.'))
                && self.word(at + 2).starts_with(|c: char| c.is_ascii_digit()) =>
            {
                return None;
            }
            // "Without undue delay" says how fast, "without prejudice" what stays: they deny nothing.
            "without"
                if matches!(
                    self.word(at + 1),
                    "undue" | "delay" | "prejudice" | "limitation" | "limiting"
                ) =>
            {
                return None;
            }
            "required" | "entitled" | "obliged" | "obligated" | "permitted" | "allowed"
                if self.word(at + 1) == "to" =>
            {
                Kind::Duty
            }
            "verpflichtet" | "berechtigt" => Kind::Duty,
            "shall" | "must" | "may" | "will" | "should" | "can" | "darf" | "dürfen" | "muss" | "müssen"
            | "soll" | "sollen" | "kann" | "können" => Kind::Duty,
            "not" | "no" | "never" | "neither" | "nor" | "without" | "unless" | "except" | "cannot"
            | "nicht" | "niemals" | "ohne" | "weder" | "keinesfalls" | "keineswegs" => Kind::Negation,
            "prior" | "specific" | "general" | "written" | "reasonable" | "best" | "gross" => Kind::Scope,
            "perpetual" | "irrevocable" | "revocable" | "transferable" | "non-transferable" => Kind::Scope,
            "automatically" | "immediately" | "promptly" | "unentgeltlich" | "kostenlos" | "jointly"
            | "severally" | "schriftform" | "textform" | "unverzüglich" | "netto" | "brutto" => Kind::Scope,
            "sole" | "solely" | "only" | "exclusive" | "exclusively" | "non-exclusive" | "nur" => {
                Kind::Exclusivity
            }
            "consent" | "approval" | "permission" | "authorisation" | "authorization" | "zustimmung"
            | "einwilligung" | "genehmigung" => Kind::Permission,
            _ => match stem(word) {
                "kein" => Kind::Negation,
                "vorherig" | "gesondert" | "grob" | "allgemein" | "schriftlich" | "angemessen" => Kind::Scope,
                "ausschließlich" | "alleinig" => Kind::Exclusivity,
                _ => return None,
            },
        };
        let worth = if word == "authorization" { "authorisation" } else { word };
        Some(value(kind, worth.to_owned(), at..at + 1))
    }

    /// What binds in a word that also denies: "won't" is "will not".
    pub fn bound(&self, at: usize) -> Option<Value> {
        let worth = match self.word(at).strip_suffix("n't").or_else(|| self.word(at).strip_suffix("n’t"))? {
            "wo" => "will",
            "sha" => "shall",
            bare @ ("must" | "should") => bare,
            _ => return None,
        };
        Some(value(Kind::Duty, worth.to_owned(), at..at + 1))
    }

    /// Whether "May" is the month: "in May 2024", "3 May", "the May release".
    fn is_month(&self, at: usize) -> bool {
        let is_figure = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let before = self.word_before(at);
        let leads =
            matches!(before, "in" | "of" | "the" | "by" | "until" | "since" | "last" | "next" | "from");
        leads || is_figure(before) || is_figure(self.word(at + 1))
    }

    /// A company, by its form: "Acme Mills GmbH", "Sun, Inc.".
    pub fn company(&self, at: usize) -> Option<Value> {
        let is_named = |at: usize| self.is_capital(at) && !is_article(self.word(at));
        if !is_named(at) {
            return None;
        }
        let mut end = at;
        // "Sun, Inc." has a comma, "the Agreement, Google LLC" too: only what a company is stands behind one.
        let joins = |end: usize| self.word(end) == "&" || self.word(end) == "," && self.is_form(end + 1);
        while end < at + LONGEST_NAME && (is_named(end) || end > at && joins(end)) {
            if end > at && self.is_form(end) {
                let start = self.tokens[at].start;
                let name = &self.text[start..self.tokens[end].end];
                // In a line of capitals, all words look like names.
                let shouts = !name.contains(char::is_lowercase)
                    && (name.contains(',') || end - at > 2 || self.word(end) == "as");
                if shouts {
                    return None;
                }
                let dot = usize::from(self.is_shortened(end));
                return Some(value(Kind::Name, name.to_owned(), at..end + 1 + dot));
            }
            end += 1;
        }
        None
    }

    /// Whether a form of a company is shortened, with a full stop right behind it.
    fn is_shortened(&self, at: usize) -> bool {
        let is_behind = || self.tokens.get(at + 1).is_some_and(|dot| dot.start == self.tokens[at].end);
        SHORTENED.contains(&self.word(at)) && self.word(at + 1) == "." && is_behind()
    }

    /// Whether a token is the form of a company; short ones only in capitals, "as" is a word.
    fn is_form(&self, at: usize) -> bool {
        let written = self.tokens.get(at).map_or("", |token| &self.text[token.clone()]);
        let short = written.len() == 2 && written != "Oy";
        FORMS.binary_search(&self.word(at)).is_ok() && (!short || written == written.to_uppercase())
    }

    /// A side of the contract: "the Processor", "the Customer's", or what the text calls it. One in the place of the
    /// other turns a duty round.
    pub fn side(&self, at: usize, names: &Register<'_>) -> Option<Value> {
        let word = self.word(at);
        let bare = ["'s", "’s", "s"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let is_role = || self.is_capital(at) && names.roles.contains(bare);
        let worth = [stem(word), bare].into_iter().find(|word| SIDES.binary_search(word).is_ok());
        let worth = worth.or_else(|| is_role().then_some(bare))?;
        let worth = if worth == "sub-processor" { "subprocessor" } else { worth };
        Some(Value { swaps: true, ..value(Kind::Name, worth.to_owned(), at..at + 1) })
    }

    /// A country, or the union or area of many, by a name that no table of countries has, and how many tokens that is.
    fn short_name(&self, at: usize) -> Option<(&'static str, usize)> {
        let written = |at: usize| self.tokens.get(at).map_or("", |token| &self.text[token.clone()]);
        let before = self.word_before(at);
        let (name, count) = match [written(at), written(at + 1), written(at + 2)] {
            ["U.S.A" | "U.S", ".", _] => ("United States", 2),
            ["USA" | "U.S.A" | "U.S", ..] => ("United States", 1),
            ["U.K", ".", _] => ("United Kingdom", 2),
            ["UK" | "U.K", ..] => ("United Kingdom", 1),
            ["US", ..] => ("United States", 1),
            ["UAE", ..] => ("United Arab Emirates", 1),
            ["EEA" | "EWR", ..] => ("EEA", 1),
            ["European", "Economic", "Area"] => ("EEA", 3),
            ["Europäischen", "Wirtschaftsraum" | "Wirtschaftsraums", _] => ("EEA", 2),
            ["EU", ..] => ("EU", 1),
            ["European" | "Europäische" | "Europäischen", "Union", _] => ("EU", 2),
            _ => return None,
        };
        // "The EU" is where data may lie; "EU law", "UK GDPR" and "Regulation (EU) 2016/679" are not, nor
        // is "US" wherever it stands.
        let is_short = matches!(written(at), "EU" | "European" | "Europäische" | "Europäischen" | "US");
        let is_there = !is_short || matches!(before, "the" | "der" | "die" | "/" | "or" | "and");
        (is_there && !self.is_name(at + count)).then_some((name, count))
    }

    /// Whether a token goes on with a name: "law", "Regulation", a number.
    fn is_name(&self, at: usize) -> bool {
        let is_figure = || self.word(at).starts_with(|c: char| c.is_ascii_digit());
        matches!(self.word(at), "law" | "laws" | "data") || self.is_capital(at) || is_figure()
    }

    /// A name that begins with a token, the longest.
    pub fn name(&self, at: usize, names: &Register<'_>) -> Option<Value> {
        let start = self.tokens[at].start;
        if let Some((country, count)) = self.short_name(at) {
            return Some(value(Kind::Country, country.to_owned(), at..at + count));
        }
        let (name, kind) = names.at_head_of(&self.text[start..])?;
        // New Mexico and Northern Ireland are other places.
        let before = self.word_before(at);
        if kind == Kind::Country && matches!(before, "new" | "northern") {
            return None;
        }
        let tokens = self.tokens[at..].iter().take_while(|token| token.start < start + name.len()).count();
        Some(value(kind, name.to_owned(), at..at + tokens))
    }
}

pub(super) fn value(kind: Kind, worth: String, said: Range<usize>) -> Value {
    Value { kind, worth, said, stretch: 0, swaps: false, contradicts: false }
}

/// Tokens of the number of a telephone, at most.
const GROUPS: usize = 12;

/// Tokens between what is called a seat or a venue and the word that says where it is, at most.
const SEAT: usize = 8;

/// Tokens of the name of a company, at most.
const LONGEST_NAME: usize = 6;

/// Whether a word stands before a name and is none.
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "by"
            | "is"
            | "are"
            | "from"
            | "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "des"
            | "between"
            | "zwischen"
            | "where"
            | "if"
            | "when"
            | "while"
            | "although"
            | "unless"
            | "because"
            | "since"
            | "as"
            | "whereas"
            | "with"
            | "for"
            | "to"
            | "wenn"
            | "falls"
            | "sofern"
            | "soweit"
            | "für"
    )
}

/// A number in figures or words, in figures; of two, as in "5-7", both.
pub(super) fn number_of(word: &str) -> Option<String> {
    figures::figures(word)
        .or_else(|| figures::number(word).filter(|number| *number > 0).map(|number| number.to_string()))
        .or_else(|| {
            let (from, to) =
                word.split_once(['-', '–']).filter(|_| word.starts_with(|c: char| c.is_ascii_digit()))?;
            Some(format!("{}-{}", figures::figures(from)?, figures::figures(to)?))
        })
}
