//! Spelling that is American in an agreement and British in the official text, or the other way.
//!
//! Only words that are the same word in both are made equal. Words that differ in meaning, number or
//! tense stay different.

/// Words that look like `-ise` verbs and are none.
const NO_VERBS: [&str; 12] = [
    "size", "sized", "sizes", "prize", "prizes", "seize", "seized", "seizes", "capsize", "resize", "resized",
    "maize",
];
/// Pairs that follow no rule, American first.
const PAIRS: [(&str, &str); 22] = [
    ("fulfill", "fulfil"),
    ("fulfills", "fulfils"),
    ("fulfillment", "fulfilment"),
    ("defense", "defence"),
    ("offense", "offence"),
    ("offenses", "offences"),
    ("license", "licence"),
    ("licenses", "licences"),
    ("center", "centre"),
    ("centers", "centres"),
    ("program", "programme"),
    ("programs", "programmes"),
    ("judgment", "judgement"),
    ("judgments", "judgements"),
    ("behavior", "behaviour"),
    ("favor", "favour"),
    ("labor", "labour"),
    ("honor", "honour"),
    ("benefiting", "benefitting"),
    ("benefited", "benefitted"),
    ("canceled", "cancelled"),
    ("colored", "coloured"),
];

/// The British spelling of a word in small letters, where it is another.
pub(super) fn british(word: &str) -> Option<String> {
    if let Some((_, british)) = PAIRS.iter().find(|(american, _)| *american == word) {
        return Some((*british).to_owned());
    }
    if word.len() < 6 || NO_VERBS.contains(&word) {
        return None;
    }
    if word.contains("ization") {
        return Some(word.replace("ization", "isation"));
    }
    let endings = [
        ("ize", "ise"),
        ("ized", "ised"),
        ("izes", "ises"),
        ("izing", "ising"),
        ("yze", "yse"),
        ("yzed", "ysed"),
    ];
    endings.iter().find_map(|(from, to)| Some(format!("{}{to}", word.strip_suffix(from)?)))
}

#[cfg(test)]
mod tests {
    use super::british;

    #[test]
    fn only_the_spelling_changes() {
        let of = |word: &str| british(word).unwrap_or_else(|| word.to_owned());
        assert_eq!(of("pseudonymization"), "pseudonymisation");
        assert_eq!(of("organizational"), "organisational");
        assert_eq!(of("authorizing"), "authorising");
        assert_eq!(of("fulfill"), "fulfil");
        for same in ["size", "seized", "exporter", "prize", "promise", "advise", "request"] {
            assert_eq!(of(same), same);
        }
    }
}
