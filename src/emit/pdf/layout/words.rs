//! The few words that pages themselves say, in the language of the instrument.

/// Standing words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Title of the contents.
    pub contents: &'static str,
    /// Page count in the footer, with `{page}` and `{pages}`.
    pub page: &'static str,
}

impl Words {
    /// The words of a language (BCP 47); English where we have none.
    pub fn of(language: &str) -> Words {
        let code = language.split('-').next().unwrap_or_default();
        let (contents, page) = match code.to_ascii_lowercase().as_str() {
            "de" => ("Inhalt", "Seite {page} von {pages}"),
            "fr" => ("Sommaire", "Page {page} sur {pages}"),
            "es" => ("Índice", "Página {page} de {pages}"),
            "it" => ("Indice", "Pagina {page} di {pages}"),
            "nl" => ("Inhoud", "Pagina {page} van {pages}"),
            "pl" => ("Spis treści", "Strona {page} z {pages}"),
            "pt" => ("Índice", "Página {page} de {pages}"),
            "sv" => ("Innehåll", "Sida {page} av {pages}"),
            "da" => ("Indhold", "Side {page} af {pages}"),
            _ => ("Contents", "Page {page} of {pages}"),
        };
        Words { contents, page }
    }

    /// "Page 7 of 31".
    pub fn page_of(&self, page: usize, pages: usize) -> String {
        self.page.replace("{page}", &page.to_string()).replace("{pages}", &pages.to_string())
    }
}
