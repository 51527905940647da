//! `dpakit explain`.

use std::path::Path;

use dpakit::check;
use dpakit::diagnostic::print::visible;
use dpakit::diagnostic::{Code, Outcome, nearest};
use dpakit::document::Layer;
use dpakit::library::Clause;
use dpakit::load::tree::segments;
use dpakit::plan::{Plan, examine, notice, plan};
use dpakit::{assemble, batch, library, load, official, pack, pipeline, rows};
use serde_json::Value as Json;

use super::clauses;
use super::guide;
use super::house::House;
use crate::args::Explain;
use crate::console::{Console, Exit};

/// Codes of findings that are no rules of law, each with a few words.
pub(super) const CODES: &[(Code, &str)] = &[
    (
        load::UNREADABLE,
        "A file does not exist, cannot be opened, is larger than 16 MiB, or is not UTF-8 text.",
    ),
    (load::tree::SYNTAX, "The file is not TOML. Texts stand in \"quotes\", lists in [brackets]."),
    (
        load::schema::SHAPE,
        "A value has the wrong shape: a text where a list belongs, or a number without quotes.",
    ),
    (
        load::schema::UNKNOWN_KEY,
        "A key that does not exist. Pack files are closed, so that a typing mistake is never\nread as \"nothing stated\".",
    ),
    (
        load::schema::MISSING_KEY,
        "A fact that no agreement can do without is not stated. Where it stands in another document, write\n{ by_reference = \"the order form\" }; where it is open on purpose, { left_open = \"reason\" }.",
    ),
    (
        load::schema::NO_SUCH_VALUE,
        "A word, country, law or date that does not exist. Closed lists stand in `dpakit schema`.",
    ),
    (
        super::render::SAME_REFERENCE,
        "Two packs of one run have the same reference, so they would be written to the same folder.",
    ),
    (
        pack::open::NO_SUCH_ID,
        "An id that refers to nothing, e.g. a service that names a category that [data.categories] has not.",
    ),
    (
        super::check::schema_line::UNNAMED,
        "dpakit.schema.json lies beside a pack or above it, and the pack does not name it on its first line.\nEditors that know TOML complete and explain a file by that line.",
    ),
    (pack::open::EMPTY, "A text without words. Remove the key, or state the fact."),
    (pack::open::UNPRINTABLE, "A control character or a private one, which no document can carry."),
    (check::EXPIRED, "An allowance under [allow] held until a day that the agreement's date has passed."),
    (check::UNKNOWN, "[allow] names a rule that does not exist. It takes the code or the name of a rule."),
    (check::UNUSED, "An allowance under [allow] silences nothing: the pack no longer breaks that rule."),
    (
        library::DAMAGED,
        "A file of the clause library cannot be used. clauses/README.md says how clauses are written.",
    ),
    (
        library::CONDITION,
        "The `when` of a book or clause is no condition, or names a fact that does not exist.",
    ),
    (library::TEMPLATE, "The text of a clause is no template."),
    (library::REFERENCE, "The text of a clause refers to a clause that the library does not have."),
    (
        dpakit::plan::derive::SIDES,
        "A pack needs two parties: one that stands higher in the chain of processing, and one below.",
    ),
    (
        dpakit::pack::open::BAD_ID,
        "An id, a slug or the reference has characters that it cannot have, or the same thing is listed twice. \
         Ids are letters, digits, hyphens and underscores; names stand in `name`.",
    ),
    (dpakit::pack::open::TOO_LONG, "A text is longer than any paragraph of a contract."),
    (
        dpakit::plan::deviate::SEALED,
        "A pack replaces or omits a clause of a schedule that puts official clauses in place. Those may not be \
         touched, nor the words that complete them. State other facts, or insert a clause of your own.",
    ),
    (
        dpakit::library::COVERS,
        "A clause, a measure or a deviation says that it meets a requirement that does not exist. \
         `dpakit check --coverage` lists the requirements with their ids.",
    ),
    (
        dpakit::plan::deviate::NO_SUCH_CLAUSE,
        "[clauses] replaces, omits or follows a clause that the library does not have.",
    ),
    (
        examine::NO_SUCH_MEASURE,
        "The pack uses a measure that the library does not have; `dpakit clauses list` shows them all.",
    ),
    (
        dpakit::plan::texts::UNFILLED,
        "Official clauses are printed in full, and one of their blanks has no fact to fill it. State the fact;\n\
         { left_open = \"reason\" } prints that the parties left it open.",
    ),
    (
        notice::TWO_AGREEMENTS,
        "A notice is made of two states of one pack: the one in force, and the one with the new list of\n\
         subprocessors. These packs have another reference, other sides or another body.",
    ),
    (
        super::notice::SIDES,
        "A notice compares two states of one pack. Where both are told by lists of subprocessors alone, `--pack`\n\
         names the pack that states everything else; where both are packs, no third one is needed.",
    ),
    (
        notice::TERMS,
        "A notice changes the list of subprocessors under the terms in force. It cannot change those terms, and\n\
         cannot be sent where they let nobody be engaged: that takes an amendment.",
    ),
    (
        notice::PERIOD,
        "A period from which a notice of changed subprocessors counts its days is not stated, stands in another\n\
         document or is left open.",
    ),
    (notice::TWICE, "The new list names one subprocessor twice, so that nobody can tell which entry holds."),
    (
        pipeline::amend::NUMBER,
        "An amendment of this number stands in the folder already, and is not replaced: the parties may have signed\n\
         it. Without `--number` an amendment gets the next number; drafts may be written again.",
    ),
    (
        pipeline::amend::BEFORE,
        "The folder has an amendment of the agreement, and the words that are amended were not made from the facts\n\
         that it led to. If it was signed, they are the words of before: a further amendment of them would agree its\n\
         changes once more. Render the agreement with the facts as amended, and amend that folder.",
    ),
    (
        pipeline::amend::COARSE,
        "What changed in an agreement is told less finely than usual, since the finest comparison could not be proven:\n\
         what was split, moved or reworded may be told as deleted and inserted. The changes that are told are proven\n\
         and lead from the old words to the new ones.",
    ),
    (pipeline::amend::DAY, "An amendment cannot take effect before the agreement that it amends."),
    (
        pipeline::amend::PARTY,
        "The pack as issued does not name a party of the new pack. Whoever signed is bound, and signs the amendment;\n\
         a company that only has a new name says so in it, and another company takes the place of a party only by an\n\
         agreement of all three.",
    ),
    (
        notice::DAY,
        "A change of subprocessors cannot start on the day that was named, because the periods of the agreement\n\
         run longer; a notice cannot be older than its agreement; or a period has no last day.",
    ),
    (
        pipeline::amend::DEFECT,
        "A redline did not give back one of its two texts. dpakit makes no amendment of such a redline; please\n\
         report it.",
    ),
    (
        notice::BEYOND,
        "The new pack differs from the one in force in more than its list of subprocessors. A notice does not\n\
         change that; it takes an amendment.",
    ),
    (examine::NOTHING_TO_AMEND, "An addition amends clauses that the transfer does not agree."),
    (assemble::FILL, "A clause asks for something that the facts do not have."),
    (assemble::MARKDOWN, "A filled clause breaks the conventions of clauses/README.md."),
    (assemble::REFERENCE, "A reference leads to a place that the pack does not have."),
    (assemble::TWICE, "The same place or term exists twice."),
    (
        pipeline::UNWRITABLE,
        "A document cannot be written in a format, e.g. because no font has a character of a name.",
    ),
    (pipeline::write::WRITE, "The output folder cannot be written."),
    (
        pipeline::write::IN_THE_WAY,
        "A file is in the way that dpakit did not write, or that was changed since. It is never overwritten\nwithout --force.",
    ),
    (
        pipeline::write::CHANGED_MEANWHILE,
        "A file that was to be mended had been changed since it was read. Nothing was written.",
    ),
    (pipeline::write::NAME, "The reference cannot be the name of a folder on every system."),
    (
        pipeline::verify::CHANGED,
        "A file is not what its manifest says: its content has another hash. Signing a PDF and filling in its\n\
         fields append to it and are no such change.",
    ),
    (pipeline::verify::MISSING, "The manifest names a file that is not there."),
    (
        pipeline::verify::CLAUSE,
        "A clause of the pack is not in the library that is open here, or reads differently there. Published\n\
         clauses keep their words, so it is another library, or one in which a clause was edited in place.",
    ),
    (
        pipeline::verify::FACTS,
        "The manifest inside a PDF names the facts that lie beside it by their hash, and they are others; or\n\
         those facts are no pack that this version of dpakit can read.",
    ),
    (
        pipeline::verify::LATER,
        "Something was appended to a PDF that does more than sign it or fill in its empty fields. Errors: a page\n\
         shows something else; carried facts, links or a value that the pack stated were replaced; fields were\n\
         added, moved, hidden, removed, given actions, or show something else than their value. Warnings: notes,\n\
         stamps or visible fields for signatures were added, or a field draws more than words. Words drawn in\n\
         the fonts of the document are not compared with the value; look at what was filled in.",
    ),
    (
        pipeline::verify::REBUILT,
        "A PDF carries the facts it was made from, and made again they give other bytes. With the theme, the\n\
         fonts and the version of dpakit that wrote it they would give the same; unless its text was changed.\n\
         No manifest at hand says which.",
    ),
    (
        pipeline::verify::PDF,
        "A file is no PDF, is damaged or encrypted, or takes more time or memory to read than a contract needs.",
    ),
    (
        pipeline::outdated::NONE,
        "A folder in which manifests of packs are looked for has none. `dpakit render` and `dpakit batch` write one\n\
         beside the files of each pack; bundles keep theirs inside.",
    ),
    (pipeline::verify::MANIFEST, "A file is not a manifest that this version of dpakit can read."),
    (
        pipeline::verify::NOTHING,
        "A PDF carries neither facts nor a manifest, so there is nothing to compare it with. It was written with\n\
         `--embed none`, or by another program.",
    ),
    (
        official::import::FOREIGN,
        "A source is none of the instruments that dpakit has fingerprints of, or another one than was asked for,\n\
         or in a language that it does not say and that `--lang` must name.",
    ),
    (
        official::import::DIFFERS,
        "A unit of a publication has other words than the official text. Typography is not compared: quotes,\n\
         dashes and blanks may differ. Units are named by their place: `m2.c8.6.a` is Clause 8.6(a) of Module Two,\n\
         `fn3` note 3, `annexi.04` the fourth line of Annex I.",
    ),
    (
        official::import::MISSING,
        "A unit of the official text is not in the source. Its name says its place: `m2.c8.6.a` is Clause 8.6(a)\n\
         of Module Two, `fn3` note 3, `annexi.04` the fourth line of Annex I.",
    ),
    (
        official::import::UNEXPECTED,
        "A source has a line where the official text has none: a paragraph was added, or one was cut in two.",
    ),
    (
        official::verify::NO_CLAUSES,
        "`dpakit scc verify` found the text of no official clauses in an agreement: too few of their paragraphs\n\
         are there word for word. An agreement that takes the clauses in by reference has no text to compare.",
    ),
    (
        official::verify::ENTANGLED,
        "An agreement repeats itself so often that comparing it would not end soon. Cut it down to the pages with\n\
         the clauses.",
    ),
    (
        official::foreign::AGREEMENT,
        "A file for `dpakit scc verify` is no Markdown, text, HTML, DOCX or PDF, is damaged or encrypted, has no\n\
         words (the pages of a scanned PDF are pictures), or breaks a limit: 16 MiB (a PDF 32 MiB), 300000 words,\n\
         elements nested 256 deep, paragraphs of 256 KiB, archives that unfold to 32 MiB.",
    ),
    (
        official::read::SOURCE,
        "A source of official text is no HTML, Formex, Markdown or plain text, is damaged, or breaks a limit:\n\
         16 MiB, elements nested 256 deep, paragraphs of 256 KiB, archives that unfold to 32 MiB.",
    ),
    (
        official::seal::SEAL,
        "The fingerprints of an instrument cannot be read, or would replace built-in ones.",
    ),
    (official::store::STORE, "The folder of official texts cannot be read or written."),
    (
        official::store::TAMPERED,
        "A stored official text is not what was stored: its file was changed or damaged, or dpakit has other\n\
         fingerprints now. Import the publication again.",
    ),
    (
        official::store::NOT_STORED,
        "The official text that is needed has not been fetched or imported yet. `dpakit scc status` lists what is\n\
         there.",
    ),
    (
        official::shelf::NOT_OFFICIAL,
        "The stored text was kept in spite of differences (`--accept-differences`), its units stand in another\n\
         order, or dpakit has other fingerprints now. A pack never prints such a text as the official one.",
    ),
    (
        rows::BAD_COLUMN,
        "A column of a partner table is no fact of a pack, stands twice, or cannot stand beside another: a table\n\
         and a value in it, or a list with a hole. Columns are paths: `parties.customer.name`, `subprocessors[0].name`.",
    ),
    (
        rows::BAD_KEY,
        "A row of a partner table has no key, one that cannot name a folder on every system, or that of another\n\
         row; capitals make no difference.",
    ),
    (
        rows::BAD_CELL,
        "A cell of a partner table cannot be what its column asks for: a date, a number, yes or no, a list.",
    ),
    (
        rows::BAD_FORM,
        "A partner table, or a row of it, is damaged: a quotation mark that is not closed, cells without a column,\n\
         a line that is no JSON, a row of more than 4 MiB.",
    ),
    (
        batch::EMPTY,
        "`--prune` removes the packs of partners that the table no longer has. A table without rows has none of them,\n\
         and more often comes from an export that failed: all packs are removed only with `--force`.",
    ),
    (
        batch::INHERITED,
        "A row of a table gives a party another name and leaves it the register number or the address of the company\n\
         that the pack file names: an empty cell inherits. State these facts in the table, also where they are the\n\
         same, or leave the party out of the pack file.",
    ),
    (
        batch::NAME,
        "The pattern for the folders of a batch cannot be read, names a fact that a partner does not state, or\n\
         makes the same folder for two partners; capitals make no difference.",
    ),
    (
        super::diff::DEFECT,
        "Accepting every change of a redline did not give the new text, or rejecting them not the old one. dpakit \
         shows no redline then: it would be wrong. Please report it, with the two texts if you can share them.",
    ),
    (
        pipeline::release::FROZEN,
        "A clause that was released has other words now, or is gone. Packs that were issued name it by its version:\n\
         put the old words back, and write the new ones as the next version of the clause.",
    ),
    (
        pipeline::release::RELEASE,
        "A release of the library is not there, is there already, or has a name that no release can have; or no\n\
         folder of clauses is named in dpakit.toml.",
    ),
    (
        super::diff::SIDE,
        "A side of a comparison names nothing that can be compared: a folder without clauses and without a manifest,\n\
         an address that the library does not have, a text of more than 64 MiB.",
    ),
    (
        super::diff::GIT,
        "The program `git` could not read a side of a comparison: there is no such revision, or nothing stands at\n\
         that path in it. Paths count from the present folder.",
    ),
    (
        batch::DEFECT,
        "dpakit itself failed at a row of a batch. The other rows are not touched by it. Please report it.",
    ),
    (
        batch::BUSY,
        "Another run of `dpakit batch` is at work in the output folder, or on the same part in the store.",
    ),
    (
        batch::STORE,
        "Object storage cannot be used: the address is none, the store does not answer, or it grants no right. A\n\
         request is tried again for as long as `--patience` says. What was finished stays; the next run goes on.",
    ),
    #[cfg(feature = "fetch")]
    (
        official::fetch::FETCH,
        "A publication could not be downloaded. A page saved by hand from EUR-Lex does as well: `dpakit scc import`.",
    ),
];

/// Explains a code, a rule, a clause or a fact.
pub fn run(args: &Explain, console: Console) -> Exit {
    if let Some(printed) = guide::run(args, console) {
        return printed;
    }
    if let Some(file) = &args.pack {
        return match fact(file, &args.what) {
            Ok(Some(text)) => console.data(text.as_bytes()),
            Ok(None) => {
                let what = visible(&args.what);
                console.trouble(&format!(
                    "`{what}` is neither stated in the pack nor derived\nhelp: paths read as `parties.acme.name` or `transfers[0].modules`"
                ))
            }
            Err(found) => console.show(&found),
        };
    }
    if let Some(rule) = check::rule(&args.what) {
        return console.data(format!("{}\n", rule.page.trim()).as_bytes());
    }
    if let Some(one) = check::question(&args.what) {
        let text = format!(
            "{}: a question for counsel\n\n{}\n\n  basis  {}\n  asked  {}\n\nIt counts neither as a finding nor as passed.\n",
            one.id,
            one.ask,
            one.basis,
            if one.when == "true" { "of every pack" } else { &one.when },
        );
        return console.data(text.as_bytes());
    }
    if let Some((code, text)) = CODES.iter().find(|(code, _)| code.0.eq_ignore_ascii_case(&args.what)) {
        return console.data(format!("{code}\n\n{text}\n").as_bytes());
    }
    if args.what.contains('/') {
        return clause(&args.what, console);
    }
    unknown(&args.what, console)
}

fn unknown(what: &str, console: Console) -> Exit {
    let rules = check::RULES.iter().flat_map(|rule| [rule.code.0, rule.name]);
    let asked = check::questions().iter().map(|one| one.id.as_str());
    let known = CODES.iter().map(|(code, _)| code.0).chain(rules).chain(asked);
    let help = match nearest(&what.to_uppercase(), known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a code (TML-KEY), a clause (dpa/audits), or with --pack the path of a fact".to_owned(),
    };
    console.trouble(&format!("nothing is called `{}`\nhelp: {help}", visible(what)))
}

fn clause(address: &str, console: Console) -> Exit {
    let (_, library) = match House::default().library(Path::new("-")) {
        Ok(opened) => opened,
        Err(found) => return console.show(&found),
    };
    match library.clause(address) {
        Some(clause) => console.data(origin(clause).as_bytes()),
        None => clauses::unknown(address, &library, console),
    }
}

fn origin(clause: &Clause) -> String {
    let covers =
        if clause.covers.is_empty() { "nothing by itself".to_owned() } else { clause.covers.join(", ") };
    format!(
        "{}\n  title   {}\n  file    {}\n  covers  {covers}\n  when    {}\n  sha256  {}\n",
        clause.address,
        clause.title,
        clause.source.path.display(),
        clause.when.text().unwrap_or("always"),
        clause.hash(),
    )
}

/// Which layer stated a fact, where, or from what it follows.
fn fact(file: &Path, path: &str) -> Outcome<Option<String>> {
    let open = House::default().open(file)?;
    let plan = plan(&open.facts, &open.library)?;
    let Some(value) = value(&plan, path) else {
        return Ok(None);
    };
    let mut text = format!("{} = {}\n", visible(path), visible(&shown(value)));
    if let Some(decision) = plan.decisions.iter().find(|decision| leads_to(&decision.path, path)) {
        text.push_str(&format!("  derived: {}\n", decision.reason));
        if let Some(basis) = &decision.basis {
            text.push_str(&format!("  basis: {basis}\n"));
        }
        return Ok(Some(text));
    }
    text.push_str(&match open.facts.stated(path) {
        Some(node) => {
            let span = node.name_span();
            let (line, column) = span.line_column();
            format!(
                "  {}: {}:{line}:{column}\n",
                layer(node.layer),
                visible(&span.source.path.to_string_lossy())
            )
        }
        None => format!("  {}\n", layer(Layer::Default)),
    });
    Ok(Some(text))
}

/// Whether one path is the other, or a part of it.
fn leads_to(above: &str, path: &str) -> bool {
    let mut path = segments(path);
    segments(above).all(|segment| path.next() == Some(segment))
}

fn value<'p>(plan: &'p Plan<'_>, path: &str) -> Option<&'p Json> {
    let mut at = plan.json();
    for segment in segments(path) {
        at = match at {
            Json::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            other => other.get(segment)?,
        };
    }
    (!at.is_null()).then_some(at)
}

fn shown(value: &Json) -> String {
    match value {
        Json::Array(_) | Json::Object(_) => format!("{value:#}"),
        _ => value.to_string(),
    }
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Default => "default of dpakit",
        Layer::House => "defaults of the house",
        Layer::Pack => "stated in the pack",
        Layer::Row => "stated in the partner's row",
        Layer::Derived => "derived",
    }
}
