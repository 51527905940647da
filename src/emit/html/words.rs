//! The few words of a page that no document has: names of landmarks, of links and of the notes.

/// Words in one language.
#[derive(Debug)]
pub(super) struct Words {
    /// The link that skips to the text.
    pub skip: &'static str,
    /// Heading of the table of contents.
    pub contents: &'static str,
    /// Caption of the table of what was agreed.
    pub key_terms: &'static str,
    /// Name of the list of parties.
    pub parties: &'static str,
    /// Heading of the footnotes.
    pub notes: &'static str,
    /// A footnote's mark, before its number.
    pub note: &'static str,
    /// The way back from a footnote, before its number.
    pub back: &'static str,
    /// "Page", before the number at the foot of a printed page.
    pub page: &'static str,
    /// "of", before the number of pages.
    pub of: &'static str,
}

const ENGLISH: Words = Words {
    skip: "Skip to the text",
    contents: "Contents",
    key_terms: "Key terms",
    parties: "Parties",
    notes: "Notes",
    note: "Note",
    back: "Back to the mark of note",
    page: "Page",
    of: "of",
};

const GERMAN: Words = Words {
    skip: "Zum Text",
    contents: "Inhalt",
    key_terms: "Eckpunkte",
    parties: "Parteien",
    notes: "Anmerkungen",
    note: "Anmerkung",
    back: "Zurück zur Anmerkung",
    page: "Seite",
    of: "von",
};

const FRENCH: Words = Words {
    skip: "Aller au texte",
    contents: "Sommaire",
    key_terms: "Points essentiels",
    parties: "Parties",
    notes: "Notes",
    note: "Note",
    back: "Retour à l’appel de note",
    page: "Page",
    of: "sur",
};

impl Words {
    /// The words for a BCP 47 language, in English where no others are known.
    pub(super) fn of(language: &str) -> &'static Words {
        match language.split('-').next().map(str::to_ascii_lowercase).as_deref() {
            Some("de") => &GERMAN,
            Some("fr") => &FRENCH,
            _ => &ENGLISH,
        }
    }
}
