//! Material changes: the values and words on which a contract turns.
//!
//! Precise rather than loud: a value counts where its own words changed, not where a sentence around it did.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::tokens::ranges;
use super::wordings::Stretch;
use crate::figures;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A number of hours, days, weeks, months or years.
    Period,
    /// A sum of money.
    Amount,
    /// A part of a hundred.
    Percentage,
    /// A day.
    Date,
    /// A country.
    Country,
    /// The law that governs.
    Law,
    /// The courts that decide.
    Courts,
    /// The name of a party or of a subprocessor.
    Name,
    /// Whether something must, may or will be done.
    Duty,
    /// Whether something is denied or excepted.
    Negation,
    /// How far a consent or a duty goes: prior, specific, general, written, reasonable.
    Scope,
    /// Whether it is so for one alone, or in one way alone: only, exclusively, sole.
    Exclusivity,
    /// Whether somebody else has to agree: consent, approval.
    Permission,
}

impl Kind {
    /// Its name, as people and JSON have it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Period => "period",
            Kind::Amount => "amount",
            Kind::Percentage => "percentage",
            Kind::Date => "date",
            Kind::Country => "country",
            Kind::Law => "law",
            Kind::Courts => "courts",
            Kind::Name => "name",
            Kind::Duty => "duty",
            Kind::Negation => "negation",
            Kind::Scope => "scope",
            Kind::Exclusivity => "exclusivity",
            Kind::Permission => "permission",
        }
    }
}

/// A value that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// What it is.
    pub kind: Kind,
    /// The old value, as printed; nothing where there was none.
    pub old: Option<String>,
    /// The new value, as printed; nothing where there is none.
    pub new: Option<String>,
    /// The sentence in which it stands, of the new text if it is there.
    pub context: String,
}

/// Names that are looked for, in the words of the texts.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of countries.
    pub countries: Vec<String>,
    /// Of parties and subprocessors.
    pub parties: Vec<String>,
}

/// Names by the byte that they begin with.
pub struct Register<'n> {
    names: HashMap<u8, Vec<(&'n str, Kind)>>,
}

impl<'n> Register<'n> {
    /// Names in order: where one is that of a party and of a country, a party is meant.
    pub fn of(names: &'n Names) -> Register<'n> {
        let mut register: HashMap<u8, Vec<(&str, Kind)>> = HashMap::new();
        for (all, kind) in [(&names.parties, Kind::Name), (&names.countries, Kind::Country)] {
            for name in all {
                if let Some(first) = name.bytes().next() {
                    register.entry(first).or_default().push((name, kind));
                }
            }
        }
        Register { names: register }
    }

    /// The longest name with which a text begins: of a party, or else of a country.
    fn at_head_of(&self, text: &str) -> Option<(&'n str, Kind)> {
        let known = self.names.get(text.as_bytes().first()?)?;
        let fits = |(name, _): &&(&str, Kind)| {
            text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        known.iter().filter(fits).max_by_key(|(name, kind)| (*kind == Kind::Name, name.len())).copied()
    }
}

/// A value in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Value {
    kind: Kind,
    /// What it comes to: equal for "thirty days" and "30 days".
    worth: String,
    /// The bytes that say it, once it is found; until then the tokens of the part.
    said: Range<usize>,
    /// The changed stretch in which it stands.
    stretch: usize,
    /// Whether it only counts in the place of another: one side of the contract.
    is_side: bool,
}

/// The values that changed between two wordings of a text, which may be empty, by their stretches.
pub fn material(old: &str, new: &str, stretches: &[Stretch], names: &Register<'_>) -> Vec<Material> {
    let changed = || stretches.iter().filter(|stretch| !stretch.same);
    let gone = values(old, changed().map(|stretch| &stretch.old), names);
    let come = values(new, changed().map(|stretch| &stretch.new), names);
    let (partners, alone) = partners(&gone, &come);
    let mut found = Vec::new();
    let said = |text: &str, value: &Value| text[value.said.clone()].to_owned();
    for (value, partner) in gone.iter().zip(partners) {
        let partner = partner.map(|at| &come[at]);
        let stays = partner.map_or(value.is_side, |partner| partner.worth == value.worth);
        if stays {
            continue;
        }
        let context =
            partner.map_or_else(|| sentence(old, &value.said), |partner| sentence(new, &partner.said));
        let now = partner.map(|partner| said(new, partner));
        found.push(Material { kind: value.kind, old: Some(said(old, value)), new: now, context });
    }
    for (value, _) in come.iter().zip(alone).filter(|(value, alone)| *alone && !value.is_side) {
        let (now, context) = (Some(said(new, value)), sentence(new, &value.said));
        found.push(Material { kind: value.kind, old: None, new: now, context });
    }
    found
}

/// For each value that went the one that came for it, and which of those came for none.
///
/// That is the one in its place; of the others, one of the same worth stands elsewhere now, and the rest are put
/// together in their order.
fn partners(gone: &[Value], come: &[Value]) -> (Vec<Option<usize>>, Vec<bool>) {
    let mut partners: Vec<Option<usize>> = vec![None; gone.len()];
    let mut alone = vec![true; come.len()];
    for (in_place, worth) in [(true, true), (true, false), (false, true), (false, false)] {
        let like = |value: &Value| {
            // A side, or a "not", that stands elsewhere says another thing.
            let bound = value.is_side || value.kind == Kind::Negation;
            let place = (in_place || bound).then_some(value.stretch);
            (value.kind, value.is_side, place, worth.then(|| value.worth.clone()))
        };
        let mut waiting: HashMap<_, VecDeque<usize>> = HashMap::new();
        for (at, value) in come.iter().enumerate().filter(|(at, _)| alone[*at]) {
            waiting.entry(like(value)).or_default().push_back(at);
        }
        for (value, partner) in gone.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            *partner = waiting.get_mut(&like(value)).and_then(VecDeque::pop_front);
            partner.iter().for_each(|at| alone[*at] = false);
        }
    }
    (partners, alone)
}

/// The values of a text that is new, or gone, as a whole: each once. What binds, denies or limits in it counts with
/// the clause itself, as do the names of those who agree it; a row is often about a name alone.
pub fn whole(text: &str, is_new: bool, is_row: bool, names: &Register<'_>) -> Vec<Material> {
    let counts = |kind: Kind| match kind {
        Kind::Period | Kind::Amount | Kind::Percentage | Kind::Date => true,
        Kind::Country | Kind::Law | Kind::Courts => true,
        Kind::Name => is_row,
        Kind::Duty | Kind::Negation | Kind::Scope | Kind::Exclusivity | Kind::Permission => false,
    };
    let mut found = values(text, std::iter::once(&(0..text.len())), names);
    let mut known: HashSet<(Kind, String)> = HashSet::new();
    found.retain(|value| {
        counts(value.kind) && !value.is_side && known.insert((value.kind, value.worth.clone()))
    });
    let told = |value: Value| {
        let said = Some(text[value.said.clone()].to_owned());
        let (old, new) = if is_new { (None, said) } else { (said, None) };
        Material { kind: value.kind, old, new, context: sentence(text, &value.said) }
    };
    found.into_iter().map(told).collect()
}

/// Chunks before and behind changed words that a value can have, at most.
const REACH: usize = 8;

/// The values of a text that have changed words in them.
fn values<'s>(
    text: &str,
    changed: impl Iterator<Item = &'s Range<usize>>,
    names: &Register<'_>,
) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut done = 0;
    for (stretch, range) in changed.enumerate() {
        let start = before(text, range.start).max(done);
        let part = Part::of(text, start..behind(text, range.end));
        let mut at = 0;
        while part.tokens.get(at).is_some_and(|token| token.start < range.end) {
            let Some(value) = part.value(at).or_else(|| part.name(at, names)).or_else(|| part.side(at))
            else {
                at += 1;
                continue;
            };
            at = value.said.end;
            let mut said = part.tokens[value.said.start].start..part.tokens[at - 1].end;
            if matches!(value.kind, Kind::Country | Kind::Name)
                && text[said.clone()].starts_with(&value.worth)
            {
                // Without what the last word has behind the name: "Ireland's".
                said.end = said.end.min(said.start + value.worth.len());
            }
            done = said.end;
            if said.end > range.start {
                found.push(Value { said, stretch, ..value });
            }
        }
        done = done.max(range.end);
    }
    found
}

/// Where the chunks begin that can belong to a value whose words begin at a place.
fn before(text: &str, at: usize) -> usize {
    let mut spaces = text.bytes().enumerate().take(at).rev().filter(|(_, byte)| byte.is_ascii_whitespace());
    spaces.nth(REACH).map_or(0, |(space, _)| space + 1)
}

/// Where the chunks end that can belong to a value whose words end at a place.
fn behind(text: &str, at: usize) -> usize {
    let mut spaces = text.bytes().enumerate().skip(at).filter(|(_, byte)| byte.is_ascii_whitespace());
    spaces.nth(REACH).map_or(text.len(), |(space, _)| space)
}

/// Bytes of a sentence on each side of a value, at most.
const SENTENCE: usize = 2_000;

/// The sentence around some bytes, or as much of it as is near.
fn sentence(whole: &str, said: &Range<usize>) -> String {
    let space = |byte: u8| byte.is_ascii_whitespace();
    let (from, to) = (said.start.saturating_sub(SENTENCE), (said.end + SENTENCE).min(whole.len()));
    let bytes = whole.as_bytes();
    let from =
        if from == 0 { 0 } else { (from..said.start).find(|at| space(bytes[*at])).unwrap_or(said.start) };
    let to =
        if to == whole.len() { to } else { (said.end..to).rfind(|at| space(bytes[*at])).unwrap_or(said.end) };
    let (text, said) = (&whole[from..to], said.start - from..said.end - from);
    let tokens = ranges(text);
    let ends = |at: &usize| {
        matches!(&text[tokens[*at].clone()], "." | ";" | "?" | "!")
            || (*at > 0 && text[tokens[at - 1].end..tokens[*at].start].contains('\n'))
    };
    let first = tokens.iter().take_while(|token| token.start < said.start).count();
    let next = tokens.iter().take_while(|token| token.start < said.end).count();
    let start = (0..first).rev().find(ends).map_or(0, |at| at + 1);
    let end = (next..tokens.len()).find(ends).unwrap_or(tokens.len());
    match (tokens.get(start), end.checked_sub(1).and_then(|last| tokens.get(last))) {
        (Some(first), Some(last)) if start < end => text[first.start..last.end].to_owned(),
        _ => String::new(),
    }
}

/// A part of a text by its tokens.
struct Part<'t> {
    text: &'t str,
    /// Their bytes in the text.
    tokens: Vec<Range<usize>>,
    /// Each token in small letters.
    words: Vec<Cow<'t, str>>,
}

impl<'t> Part<'t> {
    fn of(text: &'t str, part: Range<usize>) -> Part<'t> {
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

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", Cow::as_ref)
    }

    /// The value that begins with a token.
    fn value(&self, at: usize) -> Option<Value> {
        self.date(at)
            .or_else(|| self.amount(at))
            .or_else(|| self.often(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.said(at))
            .or_else(|| self.justice(at))
    }

    /// "German law", "the laws of England and Wales", "the courts of Munich", "deutschem Recht", "Gerichtsstand ist
    /// München".
    fn justice(&self, at: usize) -> Option<Value> {
        let (word, next) = (self.word(at), self.word(at + 1));
        // "French Law No. 78-17" is an act that is cited.
        let is_cited = matches!(self.word(at + 2), "no" | "n°" | "nr");
        let is_law = matches!(next, "law" | "laws") && !is_cited && PEOPLES.binary_search(&word).is_ok();
        if is_law || is_recht(next) && VOELKER.binary_search(&stem(word)).is_ok() {
            return Some(value(Kind::Law, stem(word).to_owned(), at..at + 1));
        }
        let (kind, start) = match word {
            "law" | "laws" if next == "of" => (Kind::Law, at + 2),
            "court" | "courts" if matches!(next, "of" | "in" | "at") => (Kind::Courts, at + 2),
            "gericht" | "gerichte" | "gerichten" if matches!(next, "in" | "von" | "am") => {
                (Kind::Courts, at + 2)
            }
            "gerichtsstand" => (Kind::Courts, (at + 1..at + 8).find(|at| self.word(*at) == "ist")? + 1),
            _ if is_recht(word) && matches!(next, "der" | "des" | "von") => (Kind::Law, at + 2),
            _ => return None,
        };
        let start = start + usize::from(matches!(self.word(start), "the" | "der" | "des"));
        let mut end = start;
        while self.is_capital(end) {
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

    /// Whether a token begins with a capital letter.
    fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.text[token.clone()].starts_with(char::is_uppercase))
    }

    /// "once a year", "two times in each calendar year", "one audit per year", "zweimal im Jahr".
    fn often(&self, at: usize) -> Option<Value> {
        let (times, mut next) = match self.word(at) {
            "once" | "einmal" => ("1".to_owned(), at + 1),
            "twice" | "zweimal" => ("2".to_owned(), at + 1),
            "dreimal" => ("3".to_owned(), at + 1),
            // "two times", "one audit"
            number => {
                let what = self.word(at + 1);
                let counts = what.starts_with(char::is_alphabetic)
                    && figures::unit(what).is_none()
                    && !matches!(what, "percent" | "per" | "of")
                    && matches!(
                        self.word(at + 2),
                        "per" | "each" | "every" | "a" | "in" | "pro" | "je" | "im"
                    );
                (number_of(number).filter(|_| counts)?, at + 2)
            }
        };
        next += usize::from(self.word(next) == "in");
        let joins =
            matches!(self.word(next), "a" | "an" | "per" | "each" | "every" | "any" | "im" | "pro" | "je");
        next += 1 + usize::from(matches!(self.word(next + 1), "calendar" | "contract"));
        let unit = figures::unit(self.word(next)).filter(|_| joins)?;
        Some(value(Kind::Period, format!("{times} per {unit}"), at..next + 1))
    }

    /// "30 days", "thirty (30) business days", "30-day", "a week", "5 %", "five per cent".
    fn counted(&self, at: usize) -> Option<Value> {
        if let Some((number, unit)) = self.word(at).split_once('-')
            && let (Some(number), Some(unit)) = (number_of(number), figures::unit(unit))
        {
            return Some(value(Kind::Period, time(&number, "", unit), at..at + 1));
        }
        if let Some(number) = self.word(at).strip_suffix('%').and_then(number_of) {
            return Some(value(Kind::Percentage, number, at..at + 1));
        }
        let one = matches!(self.word(at), "a" | "an") && figures::unit(self.word(at + 1)).is_some();
        let number = if one { "1".to_owned() } else { number_of(self.word(at))? };
        let mut next = at + 1;
        if self.word(next) == "(" && number_of(self.word(next + 1)).is_some() && self.word(next + 2) == ")" {
            next += 3;
        }
        match (self.word(next), self.word(next + 1)) {
            ("%" | "percent", _) => return Some(value(Kind::Percentage, number, at..next + 1)),
            ("per", "cent") => return Some(value(Kind::Percentage, number, at..next + 2)),
            _ => {}
        }
        let kind = ["business", "working", "calendar"].into_iter().find(|kind| *kind == self.word(next));
        let unit_at = next + usize::from(kind.is_some());
        let unit = figures::unit(self.word(unit_at))?;
        let kind = kind.map_or("", |kind| if kind == "calendar" { "" } else { "business " });
        Some(value(Kind::Period, time(&number, kind, unit), at..unit_at + 1))
    }

    /// "EUR 5,000", "€5m", "2 million euros", "2,5 Mio. EUR", "5.000,- Euro".
    fn amount(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let sign = word.chars().next().filter(|c| matches!(c, '€' | '$' | '£' | '¥'));
        let (currency, number_at, digits) = match (sign, currency_of(word)) {
            (Some(sign), _) => (sign.to_string(), at, &word[sign.len_utf8()..]),
            (None, Some(code)) => (code.to_owned(), at + 1, self.word(at + 1)),
            (None, None) => {
                let number = number_of(word)?;
                let next = self.behind_cents(at + 1);
                let (scale, next) = self.scale(next).map_or(("", next), |(scale, next)| (scale, next));
                let code = currency_of(self.word(next))?;
                return Some(value(Kind::Amount, format!("{code} {}", scaled(&number, scale)), at..next + 1));
            }
        };
        let (digits, glued) = match digits.strip_suffix(['m', 'k']) {
            Some(bare) if number_of(bare).is_some() => {
                (bare, if digits.ends_with('m') { "million" } else { "thousand" })
            }
            _ => (digits, ""),
        };
        let number = number_of(digits)?;
        let next = self.behind_cents(number_at + 1);
        let (scale, end) = self.scale(next).filter(|_| glued.is_empty()).unwrap_or((glued, next));
        Some(value(Kind::Amount, format!("{currency} {}", scaled(&number, scale)), at..end))
    }

    /// The token behind ",-", where that stands for no cents.
    fn behind_cents(&self, at: usize) -> usize {
        let mut end = at + 1;
        while matches!(self.word(end), "-" | "–" | "—") {
            end += 1;
        }
        if self.word(at) == "," && end > at + 1 { end } else { at }
    }

    /// "million", "Mio.", and the token behind it.
    fn scale(&self, at: usize) -> Option<(&'static str, usize)> {
        let scale = scale_of(self.word(at))?;
        let is_short = matches!(self.word(at), "mio" | "mrd") && self.word(at + 1) == ".";
        Some((scale, at + 1 + usize::from(is_short)))
    }

    /// "2 March 2026", "March 2, 2026", "2026-03-02".
    fn date(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let mut parts = word.split('-');
        let two = |part: Option<&str>| {
            part.is_some_and(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if parts.next().is_some_and(is_year)
            && two(parts.next())
            && two(parts.next())
            && parts.next().is_none()
        {
            return Some(value(Kind::Date, word.to_owned(), at..at + 1));
        }
        // "02.03.2026", as in German.
        let mut parts = word.split('.');
        if let (Some(day), Some(month), Some(year), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
            && is_year(year)
            && let (Ok(day @ 1..=31), Ok(month @ 1..=12)) = (day.parse::<u8>(), month.parse::<u8>())
        {
            return Some(value(Kind::Date, format!("{year}-{month:02}-{day:02}"), at..at + 1));
        }
        let day = |word: &str| {
            let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
            bare.parse::<u8>().ok().filter(|day| (1..=31).contains(day))
        };
        // "2. März 2026" has a full stop, "4th of June 2021" and "4th day of June 2021" have words between.
        let stop = match (self.word(at + 1), self.word(at + 2)) {
            (".", _) | ("of", _) => 1,
            ("day", "of") => 2,
            _ => 0,
        };
        let (day_at, month_at) =
            if figures::month(word).is_some() { (at + 1, at) } else { (at, at + 1 + stop) };
        let (day, month) = (day(self.word(day_at))?, figures::month(self.word(month_at))?);
        // "March 2, 2026" has a comma.
        let sign = if day_at == at { stop } else { 0 };
        let sign = sign + usize::from(self.word(at + 2 + sign) == ",");
        let year = self.word(at + 2 + sign);
        is_year(year).then(|| value(Kind::Date, format!("{year}-{month:02}-{day:02}"), at..at + 3 + sign))
    }

    /// Single words that bind, deny or limit.
    fn said(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        // The month: "in May 2024", "3 May".
        let is_figure =
            |at: Option<usize>| at.is_some_and(|at| self.word(at).starts_with(|c: char| c.is_ascii_digit()));
        if word == "may" && self.is_capital(at) && (is_figure(at.checked_sub(1)) || is_figure(Some(at + 1))) {
            return None;
        }
        if (word, self.word(at + 1)) == ("can", "not") {
            return Some(value(Kind::Negation, "cannot".to_owned(), at..at + 2));
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
            "shall" | "must" | "may" | "will" | "should" | "can" | "darf" | "dürfen" | "muss" | "müssen"
            | "soll" | "sollen" | "kann" | "können" => Kind::Duty,
            "not" | "no" | "never" | "neither" | "nor" | "without" | "unless" | "except" | "cannot"
            | "nicht" | "niemals" | "ohne" | "weder" => Kind::Negation,
            "prior" | "specific" | "general" | "written" | "reasonable" => Kind::Scope,
            "sole" | "solely" | "only" | "exclusive" | "exclusively" | "non-exclusive" | "nur" => {
                Kind::Exclusivity
            }
            "consent" | "approval" | "permission" | "authorisation" | "authorization" | "zustimmung"
            | "einwilligung" | "genehmigung" => Kind::Permission,
            _ => match stem(word) {
                "kein" => Kind::Negation,
                "vorherig" | "gesondert" | "allgemein" | "schriftlich" | "angemessen" => Kind::Scope,
                "ausschließlich" | "alleinig" => Kind::Exclusivity,
                _ => return None,
            },
        };
        Some(value(kind, word.to_owned(), at..at + 1))
    }

    /// A side of the contract: "the Processor", "the Customer's". One in the place of the other turns a duty round.
    fn side(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let bare = ["'s", "’s", "s"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let worth = [stem(word), bare].into_iter().find(|word| SIDES.binary_search(word).is_ok())?;
        Some(Value { is_side: true, ..value(Kind::Name, worth.to_owned(), at..at + 1) })
    }

    /// A name that begins with a token, the longest.
    fn name(&self, at: usize, names: &Register<'_>) -> Option<Value> {
        let start = self.tokens[at].start;
        let short = match &self.text[self.tokens[at].clone()] {
            "USA" | "U.S.A" | "U.S" => Some("United States"),
            "UK" | "U.K" => Some("United Kingdom"),
            _ => None,
        };
        if let Some(country) = short {
            return Some(value(Kind::Country, country.to_owned(), at..at + 1));
        }
        let (name, kind) = names.at_head_of(&self.text[start..])?;
        // New Mexico and Northern Ireland are other places.
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        if kind == Kind::Country && matches!(before, "new" | "northern") {
            return None;
        }
        let tokens = self.tokens[at..].iter().take_while(|token| token.start < start + name.len()).count();
        Some(value(kind, name.to_owned(), at..at + tokens))
    }
}

fn value(kind: Kind, worth: String, said: Range<usize>) -> Value {
    Value { kind, worth, said, stretch: 0, is_side: false }
}

/// A number in figures or words, in figures.
fn number_of(word: &str) -> Option<String> {
    figures::figures(word)
        .or_else(|| figures::number(word).filter(|number| *number > 0).map(|number| number.to_string()))
}

/// Words for the law of a country, sorted: what a law is called that governs contracts of companies in Europe, and
/// of those who sell to them.
const PEOPLES: [&str; 42] = [
    "american",
    "australian",
    "austrian",
    "belgian",
    "brazilian",
    "british",
    "bulgarian",
    "californian",
    "canadian",
    "chinese",
    "croatian",
    "cypriot",
    "czech",
    "danish",
    "dutch",
    "english",
    "estonian",
    "finnish",
    "french",
    "german",
    "greek",
    "hungarian",
    "icelandic",
    "indian",
    "irish",
    "israeli",
    "italian",
    "japanese",
    "korean",
    "latvian",
    "lithuanian",
    "maltese",
    "norwegian",
    "polish",
    "portuguese",
    "romanian",
    "scottish",
    "slovak",
    "slovenian",
    "spanish",
    "swedish",
    "swiss",
];

/// The same in German, without endings, sorted.
const VOELKER: [&str; 24] = [
    "amerikanisch",
    "belgisch",
    "britisch",
    "bulgarisch",
    "deutsch",
    "dänisch",
    "englisch",
    "europäisch",
    "finnisch",
    "französisch",
    "griechisch",
    "irisch",
    "italienisch",
    "liechtensteinisch",
    "luxemburgisch",
    "niederländisch",
    "norwegisch",
    "polnisch",
    "portugiesisch",
    "schwedisch",
    "schweizerisch",
    "spanisch",
    "tschechisch",
    "österreichisch",
];

/// What the sides of a contract are called, sorted.
const SIDES: [&str; 19] = [
    "anbieter",
    "auftraggeber",
    "auftragnehmer",
    "auftragsverarbeiter",
    "client",
    "controller",
    "customer",
    "exporter",
    "importer",
    "kund",
    "licensee",
    "licensor",
    "processor",
    "provider",
    "sub-processor",
    "subprocessor",
    "supplier",
    "vendor",
    "verantwortlich",
];

/// "Recht", also in the genitive and the dative.
fn is_recht(word: &str) -> bool {
    matches!(word, "recht" | "rechts" | "rechte" | "rechtes")
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn currency_of(word: &str) -> Option<&'static str> {
    match word {
        "eur" | "euro" | "euros" | "€" => Some("€"),
        "usd" | "dollar" | "dollars" | "$" => Some("$"),
        "gbp" | "pounds" | "£" => Some("£"),
        "chf" | "francs" | "franken" => Some("chf"),
        _ => None,
    }
}

fn scale_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "thousand" | "tausend" => "thousand",
        "million" | "mio" | "millionen" => "million",
        "billion" | "mrd" | "milliarde" | "milliarden" => "billion",
        _ => return None,
    })
}

/// A number in figures with its scale counted in: "2" and "million" are "2000000".
fn scaled(number: &str, scale: &str) -> String {
    let zeros = match scale {
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        _ => return number.to_owned(),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > zeros {
        return format!("{number} {scale}");
    }
    format!("{whole}{part}{}", "0".repeat(zeros - part.len())).trim_start_matches('0').to_owned()
}

/// What a time comes to: a year is twelve months, and a week seven days.
fn time(number: &str, kind: &str, unit: &str) -> String {
    let (times, smaller) = match (unit, kind) {
        ("year", "") => (12, "month"),
        ("week", "") => (7, "day"),
        _ => return format!("{number} {kind}{unit}"),
    };
    match number.parse::<u32>().ok().and_then(|number| number.checked_mul(times)) {
        Some(number) => format!("{number} {smaller}"),
        None => format!("{number} {unit}"),
    }
}

/// A German adjective without its ending: `vorherige`, `vorheriger` are `vorherig`.
fn stem(word: &str) -> &str {
    ["en", "em", "er", "es", "e"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::wordings::Wordings;

    fn compared(old: &str, new: &str, names: &Names) -> Vec<Material> {
        material(old, new, &Wordings::new().of(old, new), &Register::of(names))
    }

    fn told(old: &str, new: &str) -> Vec<String> {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let names =
            Names { countries: all(&["Ireland", "United States"]), parties: all(&["Alder Mills Ltd"]) };
        let show = |one: &Material| {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
            format!("{}: {} > {}", one.kind.name(), side(&one.old), side(&one.new))
        };
        compared(old, new, &names).iter().map(show).collect()
    }

    #[test]
    fn values_that_changed_are_told_with_both() {
        let cases = [
            ("within thirty days of it", "within 45 days of it", "period: thirty days > 45 days"),
            ("within 30 days", "within 30 business days", "period: 30 days > 30 business days"),
            ("a 30-day term", "a 60-day term", "period: 30-day > 60-day"),
            ("up to EUR 5,000 a year", "up to EUR 2 million a year", "amount: EUR 5,000 > EUR 2 million"),
            ("up to €5m", "up to €7m", "amount: €5m > €7m"),
            ("uptime of 99.9%", "uptime of 99.5%", "percentage: 99.9% > 99.5%"),
            ("from 1 January 2023 on", "from July 1, 2023 on", "date: 1 January 2023 > July 1, 2023"),
            ("stored in Ireland", "stored in the United States", "country: Ireland > United States"),
            ("Alder Mills Ltd grinds", "Birch grinds", "name: Alder Mills Ltd > –"),
            ("it shall notify", "it may notify", "duty: shall > may"),
            ("it may share data", "it may not share data", "negation: – > not"),
            ("with specific consent", "with general consent", "scope: specific > general"),
            ("it may tell others", "it may tell only others", "exclusivity: – > only"),
            ("the exclusive courts", "the non-exclusive courts", "exclusivity: exclusive > non-exclusive"),
            ("with its consent", "with its notice", "permission: consent > –"),
            ("binnen 14 Tagen", "binnen dreißig Tagen", "period: 14 Tagen > dreißig Tagen"),
            ("binnen 5 Tagen", "binnen 5 Werktagen", "period: 5 Tagen > 5 Werktagen"),
            ("bis zu 5.000 Euro", "bis zu 2,5 Mio Euro", "amount: 5.000 Euro > 2,5 Mio Euro"),
            ("höchstens 5.000 €", "höchstens 6.000 €", "amount: 5.000 € > 6.000 €"),
            ("zu 99,9 % verfügbar", "zu 99,5 % verfügbar", "percentage: 99,9 % > 99,5 %"),
            ("ab 2. März 2026 gilt", "ab 3. Mai 2026 gilt", "date: 2. März 2026 > 3. Mai 2026"),
            ("der Kunde muss zahlen", "der Kunde soll zahlen", "duty: muss > soll"),
            ("mit vorheriger Frist", "mit gesonderter Frist", "scope: vorheriger > gesonderter"),
            ("in Köln zuständig", "ausschließlich in Köln zuständig", "exclusivity: – > ausschließlich"),
            ("er haftet", "er haftet nicht", "negation: – > nicht"),
            ("governed by German law", "governed by Irish law", "law: German > Irish"),
            (
                "under the laws of Ireland, without",
                "under the laws of England and Wales, without",
                "law: Ireland > England and Wales",
            ),
            ("the courts of Munich decide", "the courts in Vienna decide", "courts: Munich > Vienna"),
            ("DATE: August 19, 2024", "DATE: May 6th, 2025", "date: August 19, 2024 > May 6th, 2025"),
            (
                "on the 4th of June 2021 it",
                "on the 5th day of July 2021 it",
                "date: 4th of June 2021 > 5th day of July 2021",
            ),
            ("under Ireland’s law", "under United States’ law", "country: Ireland > United States"),
            ("within a week of it", "within a month of it", "period: a week > a month"),
            ("audits once a year at", "audits twice a year at", "period: once a year > twice a year"),
            (
                "two times in each calendar year",
                "once in each calendar year",
                "period: two times in each calendar year > once in each calendar year",
            ),
            ("einmal im Jahr prüfen", "zweimal im Jahr prüfen", "period: einmal im Jahr > zweimal im Jahr"),
            ("bis zu 2,5 Mio. EUR je Jahr", "bis zu 5 Mio. EUR je Jahr", "amount: 2,5 Mio. EUR > 5 Mio. EUR"),
            (
                "höchstens EUR 5.000,- im Jahr",
                "höchstens EUR 6.000,- im Jahr",
                "amount: EUR 5.000,- > EUR 6.000,-",
            ),
            ("höchstens 5.000,- Euro", "höchstens 6.000,-- Euro", "amount: 5.000,- Euro > 6.000,-- Euro"),
            ("nach deutschem Recht", "nach irischem Recht", "law: deutschem > irischem"),
            (
                "gilt das Recht der Bundesrepublik Deutschland allein",
                "gilt das Recht der Schweiz allein",
                "law: Bundesrepublik Deutschland > Schweiz",
            ),
            ("Gerichtsstand ist München.", "Gerichtsstand ist Wien.", "courts: München > Wien"),
            ("die Gerichte in Köln", "die Gerichte in Bonn", "courts: Köln > Bonn"),
        ];
        for (old, new, expected) in cases {
            assert_eq!(told(old, new), [expected], "{old} > {new}");
        }
    }

    #[test]
    fn values_that_are_the_same_or_were_not_touched_are_not_told() {
        assert_eq!(told("within thirty (30) days", "within 30 days"), [""; 0]);
        assert_eq!(told("it shall, within 30 days, tell", "it shall, within 30 days, say"), [""; 0]);
        assert_eq!(told("on 1 March 2026", "on 2026-03-01"), [""; 0]);
        assert_eq!(told("am 1. März 2026", "am 01.03.2026"), [""; 0]);
        assert_eq!(told("bis 5.000 Euro", "bis EUR 5,000"), [""; 0]);
        assert_eq!(told("die vorherige Frist", "die vorherige Zeit"), [""; 0]);
        assert_eq!(told("bis 5.000,- Euro", "bis EUR 5,000"), [""; 0]);
        assert_eq!(told("nach deutschem Recht", "deutsches Recht"), [""; 0]);
        assert_eq!(
            told("the law of New York", "the law of New Ireland and Northern Ireland"),
            ["law: New York > New Ireland and Northern Ireland"]
        );
        assert_eq!(told("a judgment", "a judgment of the Court of Justice"), [""; 0]);
        assert_eq!(told("twice a year", "two times per calendar year"), [""; 0]);
        assert_eq!(told("a mill within a day", "the mill within one day"), [""; 0]);
        assert_eq!(told("under German law it ends", "under German law it begins"), [""; 0]);
        assert_eq!(told("", ""), [""; 0]);
        assert_eq!(told("", "it shall pay"), ["duty: – > shall"]);
    }

    #[test]
    fn a_value_is_told_with_the_one_in_its_place() {
        assert_eq!(
            told(
                "it gives thirty days' notice. If they conflict within ninety days",
                "it gives notice. If they conflict within thirty days"
            ),
            ["period: thirty days > –", "period: ninety days > thirty days"]
        );
        assert_eq!(told("within 30 days, the mill ends", "the mill ends within 30 days"), [""; 0]);
        assert_eq!(told("for one year at EUR 2 million", "for 12 months at EUR 2,000,000"), [""; 0]);
        assert_eq!(told("it can not end", "it cannot end"), [""; 0]);
        assert_eq!(
            told(
                "The Processor shall indemnify the Controller",
                "The Controller shall indemnify the Processor"
            ),
            ["name: Processor > Controller", "name: Controller > Processor"]
        );
        assert_eq!(told("It pays", "It pays the Processor's costs"), [""; 0]);
        assert_eq!(told("der Kunde zahlt", "dem Kunden zahlt"), [""; 0]);
        assert_eq!(told("due in May 2024 at least", "due in May 2025 at least"), [""; 0]);
        assert_eq!(told("to the United States only", "to the USA only"), [""; 0]);
        assert_eq!(told("to the USA", "to Ireland"), ["country: USA > Ireland"]);
        assert_eq!(
            told("It may not sell data. It may audit.", "It may sell data. It may not audit."),
            ["negation: not > –", "negation: – > not"]
        );
        assert_eq!(told("30 days a year", "30 weeks a year"), ["period: 30 days > 30 weeks"]);
        assert_eq!(
            told("up to one audit per year", "up to two audits per year"),
            ["period: one audit per year > two audits per year"]
        );
        assert_eq!(told("up to one audit per year", "once per year"), [""; 0]);
        assert_eq!(told("the Act", "the Act and French Law No. 78-17"), [""; 0]);
    }

    #[test]
    fn peoples_are_sorted() {
        assert!(PEOPLES.is_sorted() && VOELKER.is_sorted() && SIDES.is_sorted());
    }

    #[test]
    fn a_text_that_comes_or_goes_has_its_values_each_once() {
        let names =
            Names { countries: vec!["Ireland".to_owned()], parties: vec!["Alder Mills Ltd".to_owned()] };
        let text =
            "Alder Mills Ltd shall pay EUR 5,000 within 30 days. Thirty days later it may end. Ireland.";
        let told = |is_new, is_row| -> Vec<String> {
            let found = whole(text, is_new, is_row, &Register::of(&names));
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
            found.iter().map(|one| format!("{} > {}", side(&one.old), side(&one.new))).collect()
        };
        assert_eq!(told(true, false), ["– > EUR 5,000", "– > 30 days", "– > Ireland"]);
        assert_eq!(told(false, true), ["Alder Mills Ltd > –", "EUR 5,000 > –", "30 days > –", "Ireland > –"]);
    }

    #[test]
    fn the_context_is_the_sentence() {
        let found = compared(
            "It is so. It ends in 30 days. And on.",
            "It is so. It ends in 40 days. And on.",
            &Names::default(),
        );
        assert_eq!(found[0].context, "It ends in 40 days");
    }

    #[test]
    fn a_sentence_without_end_is_cut_at_a_word() {
        let around = "größer ".repeat(2_000);
        let text = format!("{around}within 30 days {around}");
        let found = whole(&text, true, false, &Register::of(&Names::default()));
        assert!(found[0].context.contains("größer within 30 days größer"));
        assert!(found[0].context.len() < 2 * SENTENCE + 20 && found[0].context.starts_with("größer"));
    }
}
