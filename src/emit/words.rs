//! The few words that pages themselves say, in the language of the instrument: names of landmarks,
//! of the notes, of the pages.

use crate::document::Mark;

/// Standing words of one language.
#[derive(Debug)]
pub struct Words {
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
    /// "Page", before the number of a page.
    pub page: &'static str,
    /// "of", before the number of pages.
    pub of: &'static str,
    /// Behind the caption of a table that goes on from the page before.
    pub continued: &'static str,
    /// What the colours of a draft mean.
    pub draft: &'static str,
    /// Legend of what a redline shows.
    pub shown: &'static str,
    /// What came, in a redline.
    pub inserted: &'static str,
    /// What went.
    pub deleted: &'static str,
    /// What moved.
    pub moved: &'static str,
    /// What stayed.
    pub unchanged: &'static str,
    /// The way from where something moved to, back to where it stood.
    pub moved_here: &'static str,
    /// The way from where something stood, to where it moved.
    pub moved_away: &'static str,
    /// Where a paragraph became two.
    pub split: &'static str,
    /// Where two paragraphs became one.
    pub joined: &'static str,
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
    continued: "continued",
    draft: "Not for signature. Tinted words are facts of this pack; a mark in the margin shows where one is still missing.",
    shown: "Show",
    inserted: "Insertions",
    deleted: "Deletions",
    moved: "Moved passages",
    unchanged: "Unchanged text",
    moved_here: "Moved here: to where it stood",
    moved_away: "Moved away: to where it stands now",
    split: "paragraph split here",
    joined: "paragraphs joined here",
};

const DANISH: Words = Words {
    skip: "Gå til teksten",
    contents: "Indhold",
    key_terms: "Hovedpunkter",
    parties: "Parter",
    notes: "Noter",
    note: "Note",
    back: "Tilbage til note",
    page: "Side",
    of: "af",
    continued: "fortsat",
    draft: "Ikke til underskrift. Farvede ord er oplysninger i denne pakke; et mærke i margenen viser, hvor en mangler.",
    shown: "Vis",
    inserted: "Tilføjelser",
    deleted: "Sletninger",
    moved: "Flyttede afsnit",
    unchanged: "Uændret tekst",
    moved_here: "Flyttet hertil: til det tidligere sted",
    moved_away: "Flyttet herfra: til det nye sted",
    split: "afsnit delt her",
    joined: "afsnit samlet her",
};

const DUTCH: Words = Words {
    skip: "Naar de tekst",
    contents: "Inhoud",
    key_terms: "Hoofdpunten",
    parties: "Partijen",
    notes: "Noten",
    note: "Noot",
    back: "Terug naar noot",
    page: "Pagina",
    of: "van",
    continued: "vervolg",
    draft: "Niet ter ondertekening. Gekleurde woorden zijn gegevens van dit pakket; een streep in de marge toont waar er een ontbreekt.",
    shown: "Toon",
    inserted: "Toevoegingen",
    deleted: "Schrappingen",
    moved: "Verplaatste passages",
    unchanged: "Ongewijzigde tekst",
    moved_here: "Hierheen verplaatst: naar de vorige plaats",
    moved_away: "Van hier verplaatst: naar de nieuwe plaats",
    split: "alinea hier gesplitst",
    joined: "alinea’s hier samengevoegd",
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
    continued: "suite",
    draft: "Ne pas signer. Les mots teintés sont des données de ce dossier ; un trait dans la marge signale celles qui manquent.",
    shown: "Afficher",
    inserted: "Ajouts",
    deleted: "Suppressions",
    moved: "Passages déplacés",
    unchanged: "Texte inchangé",
    moved_here: "Déplacé ici : vers l’ancien emplacement",
    moved_away: "Déplacé d’ici : vers le nouvel emplacement",
    split: "alinéa scindé ici",
    joined: "alinéas réunis ici",
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
    continued: "Fortsetzung",
    draft: "Nicht zur Unterschrift. Getönte Wörter sind Angaben dieses Pakets; ein Strich am Rand zeigt, wo eine fehlt.",
    shown: "Anzeigen",
    inserted: "Einfügungen",
    deleted: "Streichungen",
    moved: "Verschobene Stellen",
    unchanged: "Unveränderter Text",
    moved_here: "Hierher verschoben: zur früheren Stelle",
    moved_away: "Von hier verschoben: zur neuen Stelle",
    split: "Absatz hier geteilt",
    joined: "Absätze hier verbunden",
};

const ITALIAN: Words = Words {
    skip: "Vai al testo",
    contents: "Indice",
    key_terms: "Punti essenziali",
    parties: "Parti",
    notes: "Note",
    note: "Nota",
    back: "Torna al richiamo della nota",
    page: "Pagina",
    of: "di",
    continued: "segue",
    draft: "Da non firmare. Le parole colorate sono dati di questo fascicolo; un segno a margine indica dove ne manca uno.",
    shown: "Mostra",
    inserted: "Inserimenti",
    deleted: "Cancellazioni",
    moved: "Passi spostati",
    unchanged: "Testo invariato",
    moved_here: "Spostato qui: al punto precedente",
    moved_away: "Spostato da qui: al nuovo punto",
    split: "paragrafo diviso qui",
    joined: "paragrafi uniti qui",
};

const POLISH: Words = Words {
    skip: "Przejdź do tekstu",
    contents: "Spis treści",
    key_terms: "Najważniejsze ustalenia",
    parties: "Strony",
    notes: "Przypisy",
    note: "Przypis",
    back: "Powrót do przypisu",
    page: "Strona",
    of: "z",
    continued: "ciąg dalszy",
    draft: "Nie do podpisu. Zabarwione słowa to dane tego pakietu; znak na marginesie wskazuje, gdzie ich brakuje.",
    shown: "Pokaż",
    inserted: "Dodane",
    deleted: "Usunięte",
    moved: "Przeniesione fragmenty",
    unchanged: "Tekst bez zmian",
    moved_here: "Przeniesiono tutaj: do poprzedniego miejsca",
    moved_away: "Przeniesiono stąd: do nowego miejsca",
    split: "tu podzielono akapit",
    joined: "tu połączono akapity",
};

const PORTUGUESE: Words = Words {
    skip: "Ir para o texto",
    contents: "Índice",
    key_terms: "Pontos essenciais",
    parties: "Partes",
    notes: "Notas",
    note: "Nota",
    back: "Voltar à nota",
    page: "Página",
    of: "de",
    continued: "continuação",
    draft: "Não assinar. As palavras coloridas são dados deste conjunto; um traço na margem mostra onde falta um.",
    shown: "Mostrar",
    inserted: "Inserções",
    deleted: "Eliminações",
    moved: "Passagens deslocadas",
    unchanged: "Texto inalterado",
    moved_here: "Deslocado para aqui: ao lugar anterior",
    moved_away: "Deslocado daqui: ao novo lugar",
    split: "parágrafo dividido aqui",
    joined: "parágrafos unidos aqui",
};

const SPANISH: Words = Words {
    skip: "Ir al texto",
    contents: "Índice",
    key_terms: "Puntos esenciales",
    parties: "Partes",
    notes: "Notas",
    note: "Nota",
    back: "Volver a la llamada de nota",
    page: "Página",
    of: "de",
    continued: "continuación",
    draft: "No firmar. Las palabras coloreadas son datos de este expediente; una raya al margen señala dónde falta uno.",
    shown: "Mostrar",
    inserted: "Inserciones",
    deleted: "Supresiones",
    moved: "Pasajes trasladados",
    unchanged: "Texto sin cambios",
    moved_here: "Trasladado aquí: al lugar anterior",
    moved_away: "Trasladado de aquí: al nuevo lugar",
    split: "párrafo dividido aquí",
    joined: "párrafos unidos aquí",
};

const SWEDISH: Words = Words {
    skip: "Gå till texten",
    contents: "Innehåll",
    key_terms: "Huvudpunkter",
    parties: "Parter",
    notes: "Noter",
    note: "Not",
    back: "Tillbaka till not",
    page: "Sida",
    of: "av",
    continued: "fortsättning",
    draft: "Inte för underskrift. Färgade ord är uppgifter i detta paket; ett streck i marginalen visar var en saknas.",
    shown: "Visa",
    inserted: "Tillägg",
    deleted: "Strykningar",
    moved: "Flyttade avsnitt",
    unchanged: "Oförändrad text",
    moved_here: "Flyttat hit: till den tidigare platsen",
    moved_away: "Flyttat härifrån: till den nya platsen",
    split: "stycke delat här",
    joined: "stycken sammanfogade här",
};

impl Words {
    /// What is said of a passage that moved where nothing leads to its other place: `Moved here (3)`.
    pub fn of_move(&self, mark: Mark) -> Option<String> {
        let (number, said) = match mark {
            Mark::MovedHere(number) => (number, self.moved_here),
            Mark::MovedAway(number) => (number, self.moved_away),
            _ => return None,
        };
        let what = said.split_once(':').map_or(said, |(what, _)| what.trim());
        (number > 0).then(|| format!("{what} ({number})"))
    }

    /// What is said where the end of a paragraph came or went: `¶ paragraph split here`; nothing for other marks.
    pub fn of_end(&self, mark: Mark) -> Option<String> {
        match mark {
            Mark::Split => Some(format!("¶ {}", self.split)),
            Mark::Joined => Some(format!("¶ {}", self.joined)),
            _ => None,
        }
    }

    /// The words for a BCP 47 language, in English where no others are known.
    pub fn of(language: &str) -> &'static Words {
        let code = language.split('-').next().unwrap_or_default();
        match code.to_ascii_lowercase().as_str() {
            "da" => &DANISH,
            "de" => &GERMAN,
            "es" => &SPANISH,
            "fr" => &FRENCH,
            "it" => &ITALIAN,
            "nl" => &DUTCH,
            "pl" => &POLISH,
            "pt" => &PORTUGUESE,
            "sv" => &SWEDISH,
            _ => &ENGLISH,
        }
    }

    /// "Page 7 of 31".
    pub fn page_of(&self, page: usize, pages: usize) -> String {
        format!("{} {page} {} {pages}", self.page, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_paragraphs_are_named_in_every_language() {
        let mut known = std::collections::BTreeSet::new();
        for code in ["da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"] {
            let said = [Mark::Split, Mark::Joined].map(|mark| Words::of(code).of_end(mark).expect("words"));
            assert!(said[0] != said[1] && said.iter().all(|said| said.starts_with("¶ ")), "{code}: {said:?}");
            assert!(known.insert(said), "{code} has words of its own");
            assert_eq!(Words::of(code).of_end(Mark::Inserted), None);
        }
    }

    #[test]
    fn both_places_of_a_move_are_named_in_every_language() {
        for code in ["da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"] {
            let words = Words::of(code);
            let here = words.of_move(Mark::MovedHere(3)).expect("a name");
            let away = words.of_move(Mark::MovedAway(3)).expect("a name");
            assert!(
                here != away && here.ends_with(" (3)") && !here.contains(':') && !away.contains(':'),
                "{code}"
            );
            assert!(words.of_move(Mark::MovedHere(0)).is_none() && words.of_move(Mark::Deleted).is_none());
        }
    }
}
