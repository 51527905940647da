//! Words by which values are known: laws, sides of a contract, currencies.

/// Words for the law of a country, sorted: what a law is called that governs contracts of companies in Europe, and
/// of those who sell to them.
pub(super) const PEOPLES: [&str; 42] = [
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
pub(super) const VOELKER: [&str; 24] = [
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
pub(super) const SIDES: [&str; 19] = [
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

/// Forms of companies in their names, in small letters, sorted.
pub(super) const FORMS: [&str; 23] = [
    "ab",
    "ag",
    "aps",
    "as",
    "b.v",
    "bv",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "oy",
    "plc",
    "s.a",
    "s.r.l",
    "sa",
    "sarl",
    "sas",
    "se",
];

/// Those of them that are shortened, and often have a full stop.
pub(super) const SHORTENED: [&str; 6] = ["b.v", "corp", "inc", "ltd", "s.a", "s.r.l"];

/// "Recht", also in the genitive and the dative.
pub(super) fn is_recht(word: &str) -> bool {
    matches!(word, "recht" | "rechts" | "rechte" | "rechtes")
}

/// Codes of other currencies in which companies in Europe, and those who sell to them, pay.
const CURRENCIES: [&str; 14] =
    ["aud", "bgn", "brl", "cad", "cny", "czk", "dkk", "huf", "inr", "nok", "nzd", "ron", "sek", "sgd"];

/// The currency that a word names, the same for its name, its code and its sign.
pub(super) fn currency_of(word: &str) -> Option<&'static str> {
    match word {
        "eur" | "euro" | "euros" | "€" => Some("€"),
        "usd" | "dollar" | "dollars" | "$" => Some("$"),
        "gbp" | "pounds" | "£" => Some("£"),
        "chf" | "francs" | "franken" => Some("chf"),
        "pln" | "złoty" | "zł" => Some("pln"),
        "jpy" | "yen" | "¥" => Some("¥"),
        code => CURRENCIES.into_iter().find(|known| *known == code),
    }
}

pub(super) fn scale_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "thousand" | "tausend" => "thousand",
        "million" | "mio" | "millionen" => "million",
        "billion" | "mrd" | "milliarde" | "milliarden" => "billion",
        _ => return None,
    })
}

/// A German adjective without its ending: `vorherige`, `vorheriger` are `vorherig`.
pub(super) fn stem(word: &str) -> &str {
    ["en", "em", "er", "es", "e"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}
