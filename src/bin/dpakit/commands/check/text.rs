//! `dpakit check --text`: agreements that somebody else wrote.

use std::path::PathBuf;

use dpakit::check::check_text;
use dpakit::diagnostic::Diagnostic;
use dpakit::load;

/// Everything that is wrong with the drafting of some texts.
pub fn judge(files: &[PathBuf]) -> Vec<Diagnostic> {
    let judge =
        |file: &PathBuf| load::read_foreign(file).map_or_else(|trouble| trouble, |text| check_text(&text));
    files.iter().flat_map(judge).collect()
}
