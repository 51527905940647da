//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use dpakit::batch::Shard;
use dpakit::diff::changes::What;
use dpakit::emit::{Embed, FORMATS};
use dpakit::law::reference::Topic;
use dpakit::pack::terms::Dialect;
use dpakit::rows::Kind;

use crate::console::{Colour, Console};

/// Writes data-protection contract packs.
///
/// A pack is everything two companies sign when one processes personal data for the other: the data
/// processing agreement, its annexes, and what transfers to other countries need. You state the
/// facts in a TOML file; the words come from a library of clauses; dpakit checks both and writes
/// Markdown, HTML and PDF.
///
/// dpakit gives no legal advice. It shows every choice and every gap; whether the result suits your
/// case is for your lawyer to say.
#[derive(Debug, Parser)]
#[command(
    name = "dpakit",
    version,
    arg_required_else_help = true,
    after_help = "\
Begin with:
  dpakit init my-first-pack      write an example pack and render it
  dpakit check my-pack.toml      say everything that is wrong with a pack
  dpakit render my-pack.toml     write the documents

  dpakit batch my-pack.toml --partners partners.xlsx
                                 write one pack for each partner

Exit codes: 0 fine, 1 the pack has errors, 2 dpakit could not run, 3 a batch left rows out."
)]
pub struct Arguments {
    /// Common options.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Colour,
    /// Say only what is wrong.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

impl Common {
    /// Where messages go.
    pub fn console(&self) -> Console {
        Console { colour: self.color, quiet: self.quiet }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write an example pack and render it.
    ///
    /// Writes pack.toml (a small complete pack with comments for the lawyer who edits it), its
    /// schema for the editor, dpakit.toml and .gitignore, and renders the pack. Files that exist
    /// are left as they are.
    #[command(
        after_help = "Examples:\n  dpakit init            in this folder\n  dpakit init acme-dpa   in a new folder"
    )]
    Init(Init),
    /// Check packs and write their documents.
    ///
    /// Each pack goes into a folder of its own, named after its reference, with a manifest that says
    /// which clauses were chosen and why. While an error stands, nothing is written; --draft writes
    /// it anyway, with DRAFT across every page. A file that dpakit did not write, or that was
    /// changed since, is never overwritten without --force.
    #[command(after_help = "\
Examples:
  dpakit render acme.toml                              as dpakit.toml says
  dpakit render packs/*.toml --format pdf --out signed
  dpakit render acme.toml --draft                      to see it in spite of errors
  dpakit render acme.toml --coverage                   with coverage.md, .html, .pdf
  dpakit render - --out - --format md --combined < acme.toml")]
    Render(Render),
    /// Write one pack for each partner of a table.
    ///
    /// The pack file states what all partners share; each row of the table states the rest, in columns
    /// named by the path of a fact (parties.customer.name, subprocessors[0].country). An empty cell
    /// leaves the fact as the pack file has it. All rows are judged before the first file is written; rows with
    /// errors are skipped and told of with column and cell. A second run writes only what changed, and a run
    /// that was stopped goes on where it was. batch.csv lists the packs for a register of contracts.
    #[command(after_help = "\
Examples:
  dpakit batch pack.toml --template xlsx > partners.xlsx    a sheet to fill in
  dpakit batch pack.toml --partners partners.xlsx --dry-run
  dpakit batch pack.toml --partners partners.csv --out out
  dpakit batch pack.toml --partners partners.csv --strict --report findings.csv
  dpakit batch pack.toml --partners partners.csv --out s3://contracts/2026
  dpakit batch pack.toml --partners new.csv --name '{parties.customer.country}/{key}'
  dpakit batch pack.toml --partners - --kind jsonl --shard 0/4 < partners.jsonl

Object storage (--out s3://bucket/prefix, or file:///folder as a store) takes its keys from
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or from the machine it runs on; AWS_REGION
and AWS_ENDPOINT say where it is, AWS_ALLOW_HTTP=true allows an endpoint without TLS.

Exit codes: 0 every row has its pack; 1 the pack or the columns of the table have errors, or --strict found
bad rows: nothing is written; 2 dpakit could not run; 3 some rows have no pack. A dry run ends as the run would.")]
    Batch(Batch),
    /// Say everything that is wrong with packs; --fix mends what can be mended safely.
    ///
    /// Every finding shows its place in the file, the provision it rests on and what to do. A fix writes
    /// what can only be meant: a date as 2026-03-02, a country as its code, a mistyped key. What the
    /// parties agree is never changed.
    #[command(after_help = "\
Examples:
  dpakit check acme.toml
  dpakit check acme.toml --diff             what --fix would change
  dpakit check acme.toml --fix
  dpakit check acme.toml --watch            again on every save
  dpakit check packs/*.toml --format json   for scripts
  dpakit check packs/*.toml --format sarif > dpakit.sarif
  dpakit check packs/*.toml --format github in a workflow of GitHub
  dpakit check acme.toml --coverage         which clause meets which duty of Article 28
  dpakit check acme.toml --coverage --format md > coverage.md
  dpakit check --library                    the clauses of your house alone
  dpakit check --text their-dpa.md          an agreement that somebody else wrote")]
    Check(Check),
    /// Say whether files are what dpakit wrote, and whether the library still has their words.
    ///
    /// A folder or a manifest: every file is there and unchanged, and the clauses are those of the
    /// library. A PDF: also what it carries, what was appended to it since (signatures, filled fields,
    /// or more), and whether its facts give the same bytes again. A PDF is compared with the manifest
    /// that lies beside it. Values filled into empty fields are listed; values of the pack that were
    /// replaced, new or moved fields and changed links are errors, new notes and stamps warnings.
    /// Signatures are counted; whether they are valid is for a signature tool to say.
    #[command(after_help = "\
Examples:
  dpakit verify out/ACME-2026              every file of a pack
  dpakit verify signed/dpa.pdf --manifest out/ACME-2026/manifest.json
  dpakit verify inbox/*.pdf --format json  for an archive

Exit codes: 0 all agrees, 1 something disagrees, 2 a file is missing or cannot be read.")]
    Verify(Verify),
    /// Say which issued packs would read differently today, and because of what.
    ///
    /// Reads the `manifest.json` of every pack below a folder, and nothing else of it. Told are clauses that
    /// the library has in other words, in a new version or not at all, clauses it did not have, changed labels
    /// and official texts, rows of the tables of the law that say something else or have ended, and changed
    /// defaults of the house. Whether that moves a word of a pack, the pack made anew would tell.
    #[command(after_help = "\
Examples:
  dpakit outdated out
  dpakit outdated out --on 2027-07-01         as of a day to come
  dpakit outdated out --format json | jq '.packs[] | select(.reasons != [])'

Exit codes: 0, or 1 where packs are outdated and --exit-code is given; 2 a manifest cannot be read.")]
    Outdated(Outdated),
    /// Tell what changed between two texts, as a lawyer would say it.
    ///
    /// A side is a file (Markdown, text, HTML, DOCX, PDF), a clause of the library by its address, a folder of
    /// clauses, a pack, the folder or manifest of an issued pack, a PDF that dpakit wrote (signed or not), or
    /// git:REVISION[:PATH] for any of these as it was; `-` is standard input.
    ///
    /// Clauses are aligned first, then paragraphs, then words: what is new or gone, reworded, moved,
    /// renumbered, split or merged; rows and cells of tables; what only looks different. Values on
    /// which a contract turns come first: periods, amounts, dates, countries, names, shall and may.
    #[command(after_help = "\
Examples:
  dpakit diff old.md new.docx
  dpakit diff dpa/audits@1 dpa/audits@2               two wordings of a clause
  dpakit diff out/ACME-2026 acme.toml                 what was issued, and what it would say today
  dpakit diff --since 1.0                             your clauses since their release 1.0
  dpakit diff git:v1.0:clauses clauses --stat         the same by a tag of git
  dpakit diff old.md new.md --only material --exit-code
  dpakit diff old.md new.md --format pdf > redline.pdf
  dpakit diff old.md new.md --format json | jq '.changes[] | select(.material != [])'

With git:
  git difftool --no-prompt --extcmd 'dpakit diff' v1.0 -- clauses
  git config diff.dpakit.textconv 'dpakit diff --text'      and in .gitattributes: *.docx diff=dpakit

Exit codes: 0, or 1 where something changed and --exit-code is given; 2 a side cannot be read.")]
    Diff(Diff),
    /// Write the notice that tells the customer of changed subprocessors, and until when it may object.
    ///
    /// Compares the lists of two states of a pack row by row: who is new, who is gone, and what else is said of
    /// those who stay. The notice counts the days by the periods in force: from when the change may start, and
    /// the last day to object or to answer. It names the contact, and what follows an answer. The new pack is
    /// checked as for signature; while an error stands, nothing is written. Where nothing changed, nothing is
    /// written either.
    #[command(after_help = "\
Examples:
  dpakit notice signed/acme.toml acme.toml --on 2026-12-01
  dpakit notice old.toml new.toml --on 2026-12-01 --start 2027-02-01
  dpakit notice old.toml new.toml --on 2026-12-01 --closed 2026-12-24,2026-12-25
  dpakit notice old.toml new.toml --on 2026-12-01 --format json   rows and days, for scripts

Exit codes: 0 written, or nothing changed; 1 the packs have errors; 2 dpakit could not run.")]
    Notice(Notice),
    /// Write the agreement that amends an issued pack into its new state.
    ///
    /// Compares the words that were issued, which lie as Markdown beside their manifest, with those that the
    /// library makes of the new pack. The amendment lists the places: what is inserted, deleted, reworded, moved
    /// and renumbered, and the values that change. Its schedules show the words of each instrument with marks. The
    /// parties sign it. The new pack is checked as for signature.
    #[command(after_help = "\
Examples:
  dpakit amend out/ACME-2026/manifest.json acme.toml
  dpakit amend out/ACME-2026 acme.toml --on 2027-01-01
  dpakit amend out/ACME-2026 acme.toml --format json    the places, for scripts

Exit codes: 0 written, or nothing changed; 1 the pack has errors; 2 dpakit could not run.")]
    Amend(Amend),
    /// Print the JSON Schema of the pack file, or of dpakit.toml.
    ///
    /// Editors complete and check TOML with it: `#:schema dpakit.schema.json` on the first line.
    #[command(after_help = "Examples:\n  dpakit schema > dpakit.schema.json\n  dpakit schema config")]
    Schema(Schema),
    /// Explain a finding, a clause, or a fact of a pack.
    ///
    /// A code (TML-KEY) or the name of a rule prints its page; an address (dpa/audits) says where a
    /// clause comes from; a place of the official EU clauses (scc/m2/8.6, scc/c7, scc-2010/5) is said in
    /// plain words, with --pack as the pack has it; with --pack, a path (parties.acme.country) says which
    /// file stated the fact, or from what it follows.
    #[command(after_help = "\
Examples:
  dpakit explain TML-KEY
  dpakit explain dpa/audits
  dpakit explain 'scc/m2/8.6(c)'
  dpakit explain 'transfers[0].modules' --pack acme.toml")]
    Explain(Explain),
    /// List and show the clauses of the library.
    #[command(subcommand)]
    Clauses(Clauses),
    /// Print the law that dpakit relies on: countries, authorities, adequacy decisions, instruments.
    ///
    /// Each row with its source and the day on which it was last checked; uncertain ones are marked
    /// and drive no error. Without a topic, every table.
    #[command(after_help = "\
Examples:
  dpakit reference adequacy                  whose decisions cover which country
  dpakit reference authorities --format json
  dpakit reference instruments               acts and standard terms, fixed to one edition")]
    Reference {
        /// Which table.
        #[arg(value_name = "TOPIC", value_parser = topic())]
        topic: Option<Topic>,
        /// How.
        #[arg(long, value_enum, default_value = "human")]
        format: Report,
    },
    /// Fetch, import and look after the official text of the EU clauses.
    ///
    /// dpakit has no sentence of the Commission's clauses in it. It reads them once from a publication,
    /// holds every unit (title, paragraph, item, note) against fingerprints, and keeps them in a folder
    /// of yours.
    #[command(
        subcommand,
        after_help = "\
Examples:
  dpakit scc fetch 32021D0914 --lang en     from the Publications Office
  dpakit scc import saved-page.html         a page saved from EUR-Lex
  dpakit scc status                         what is stored, and whether it is intact

Exit codes: 0 fine, 1 units are missing or differ, 2 dpakit could not run."
    )]
    Scc(Scc),
    /// Print the completions for a shell.
    #[command(
        after_help = "Example:\n  dpakit completions bash > ~/.local/share/bash-completion/completions/dpakit"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, or write the pages of all commands into a folder.
    #[command(after_help = "Examples:\n  dpakit man | man -l -\n  dpakit man --out man1")]
    Man {
        /// Folder for one page per command.
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        out: Option<PathBuf>,
    },
}

/// `dpakit init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Where.
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// `dpakit render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Pack files; - reads standard input.
    #[arg(required = true, value_name = "PACK", value_hint = ValueHint::FilePath)]
    pub packs: Vec<PathBuf>,
    /// How packs are made.
    #[command(flatten)]
    pub making: Making,
}

/// How packs are made, one or many.
#[derive(Debug, Args)]
pub struct Making {
    /// Formats to write, separated by commas.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', env = "DPAKIT_FORMAT", value_parser = formats())]
    pub format: Vec<String>,
    /// Folder to write to [default: out]; render takes - for one file to standard output, batch also
    /// s3://bucket/prefix.
    #[arg(long, value_name = "DIR", env = "DPAKIT_OUT", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Write all instruments into one file per format.
    #[arg(long)]
    pub combined: bool,
    /// Write although rules find errors, with DRAFT across every page and a page of what stands open.
    #[arg(long)]
    pub draft: bool,
    /// Also write which clause meets which duty of Article 28, as a document of its own.
    #[arg(long)]
    pub coverage: bool,
    /// What a PDF carries inside: full, the facts without comments and the manifest without
    /// allowances; facts, the first alone; none [default: full].
    #[arg(long, value_name = "WHAT", value_parser = embed())]
    pub embed: Option<Embed>,
    /// Place the anchors of a service that sends documents for signature, whatever the pack says.
    #[arg(long, value_name = "SERVICE", value_parser = esign())]
    pub esign: Option<Dialect>,
    /// Replace files that dpakit did not write.
    #[arg(long)]
    pub force: bool,
    /// The folder of official texts, for packs that print them in full [default: dpakit/official in your
    /// data folder].
    #[arg(long, value_name = "DIR", env = "DPAKIT_STORE", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// Folder with fonts for characters that the built-in faces lack; may be repeated.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_dir: Vec<PathBuf>,
}

/// `dpakit batch`.
#[derive(Debug, Args)]
pub struct Batch {
    /// The pack file: the facts that all partners share.
    #[arg(value_name = "PACK", value_hint = ValueHint::FilePath, required_unless_present = "template")]
    pub pack: Option<PathBuf>,
    /// The partners: .csv, .tsv, .xlsx, .jsonl, a folder of pack files, or - for standard input.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath, required_unless_present = "template")]
    pub partners: Option<PathBuf>,
    /// Write an empty table to standard output instead, to be filled in: csv or xlsx. Its columns are for
    /// the party that the pack file names and does not state.
    #[arg(long, value_name = "KIND", conflicts_with = "partners", value_parser = ["csv", "xlsx"])]
    pub template: Option<String>,
    /// What kind of table it is, where its name does not say.
    #[arg(long, value_name = "KIND", value_parser = kind())]
    pub kind: Option<String>,
    /// The column with the key of each partner [default: key, else agreement.reference].
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// Folder of each pack: words and facts in braces.
    #[arg(long, value_name = "PATTERN", default_value = "{key}")]
    pub name: String,
    /// Write one zip file for each pack, in the place of its folder.
    #[arg(long, conflicts_with = "tar")]
    pub zip: bool,
    /// Write one tar file for each pack, in the place of its folder.
    #[arg(long)]
    pub tar: bool,
    /// How packs are made.
    #[command(flatten)]
    pub making: Making,
    /// Write nothing if a row has errors.
    #[arg(long)]
    pub strict: bool,
    /// Judge all rows, and say what would be written.
    #[arg(long)]
    pub dry_run: bool,
    /// Read the files of earlier runs to see that they are whole; without it, size and time tell.
    #[arg(long)]
    pub verify: bool,
    /// Remove packs that the table no longer asks for: of partners that are gone, or in another place or form.
    #[arg(long)]
    pub prune: bool,
    /// Work on part I of N, counted from 0; a key is always in the same part.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// How many rows are worked on at once [default: one for each core].
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How long a request to object storage is tried again before the run ends.
    #[arg(long, value_name = "SECONDS", default_value = "120", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub patience: u32,
    /// Also write what was found in each row to a file: .jsonl or .csv. Row 0 is what belongs to no
    /// partner: the header, and rows of lists.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// When to write a line of JSON on standard output for each step; auto does unless it is a terminal.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub events: Colour,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name()))
}

fn formats_or_json() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name()).chain(["json"]))
}

fn kind() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::NAMES.map(|(name, _)| name))
}

fn embed() -> impl TypedValueParser<Value = Embed> {
    let named = |name: String| Embed::ALL.into_iter().find(|embed| embed.name() == name);
    PossibleValuesParser::new(Embed::ALL.map(Embed::name)).map(move |name| named(name).unwrap_or_default())
}

fn topic() -> impl TypedValueParser<Value = Topic> {
    let named = |name: String| Topic::ALL.into_iter().find(|topic| topic.name() == name);
    PossibleValuesParser::new(Topic::ALL.map(Topic::name))
        .map(move |name| named(name).unwrap_or(Topic::Adequacy))
}

fn esign() -> impl TypedValueParser<Value = Dialect> {
    let named = |name: String| Dialect::ALL.into_iter().find(|dialect| dialect.name() == name);
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::name))
        .map(move |name| named(name).unwrap_or_default())
}

/// `dpakit check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Pack files, or with --text agreements; - reads standard input.
    #[arg(required_unless_present = "library", value_name = "PACK", value_hint = ValueHint::FilePath)]
    pub packs: Vec<PathBuf>,
    /// The files are agreements in Markdown or plain text, whoever wrote them: judge references,
    /// terms, numbers and what was left to fill in.
    #[arg(long, conflicts_with_all = ["coverage", "library", "fix", "diff"])]
    pub text: bool,
    /// How findings are shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Shown,
    /// Mend what can only be meant in one way; comments and everything else stay as they are.
    #[arg(long)]
    pub fix: bool,
    /// Print as a unified diff what --fix would change, and change nothing; with --fix, change it too.
    #[arg(long, conflicts_with = "format")]
    pub diff: bool,
    /// Check again whenever a file changes, until interrupted.
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
    pub watch: bool,
    /// Also print which clause meets which duty of Article 28, and which none does.
    #[arg(long)]
    pub coverage: bool,
    /// The folder of official texts, for packs that print them in full [default: dpakit/official in your
    /// data folder].
    #[arg(long, value_name = "DIR", env = "DPAKIT_STORE", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// Check the library of clauses, without a pack.
    #[arg(long, conflicts_with = "packs")]
    pub library: bool,
}

/// How `check` shows findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// For people.
    Human,
    /// For machines: one JSON object.
    Json,
    /// For code scanners and editors: SARIF 2.1.0.
    Sarif,
    /// For GitHub: workflow commands, shown beside the lines of a pull request.
    Github,
    /// The coverage alone, as a Markdown document.
    #[value(name = "md")]
    Markdown,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// For people.
    Human,
    /// For machines: one JSON object.
    Json,
}

/// `dpakit verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// PDFs that dpakit wrote, folders or archives of packs, or manifests.
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// The manifest of the pack, where it does not lie beside the file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub manifest: Option<PathBuf>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Report,
    /// Folder with fonts, as for render; may be repeated.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_dir: Vec<PathBuf>,
}

/// `dpakit outdated`.
#[derive(Debug, Args)]
pub struct Outdated {
    /// Folder that packs were written to.
    #[arg(value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// The day on which decisions count as ended or not: today in UTC, or the day of SOURCE_DATE_EPOCH.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<jiff::civil::Date>,
    /// End with 1 where a pack is outdated.
    #[arg(long)]
    pub exit_code: bool,
    /// How the result is shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Report,
}

/// `dpakit diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The old text.
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath, required_unless_present = "since")]
    pub old: Option<String>,
    /// The new text.
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath, required_unless_present_any = ["text", "since"])]
    pub new: Option<String>,
    /// Compare your clauses with a release of them, in the folder that dpakit.toml names.
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["old", "new", "text"])]
    pub since: Option<String>,
    /// Print one text as Markdown, as it is compared: for `textconv` of git.
    #[arg(long, conflicts_with_all = ["new", "only", "stat", "side_by_side", "format"])]
    pub text: bool,
    /// Show only changes of these kinds: `material`, `moved`, `cell` …; others do not count for --exit-code.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = only(), hide_possible_values = true)]
    pub only: Vec<String>,
    /// How many unchanged words are shown on each side of a change.
    #[arg(long, value_name = "WORDS", default_value_t = 12)]
    pub context: usize,
    /// Show only how much changed under each heading.
    #[arg(long)]
    pub stat: bool,
    /// Show the old words on the left and the new ones on the right.
    #[arg(long, conflicts_with = "stat")]
    pub side_by_side: bool,
    /// End with 1 where something changed.
    #[arg(long)]
    pub exit_code: bool,
    /// How the result is shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: DiffFormat,
}

/// The kinds of changes, and what changes in substance.
fn only() -> PossibleValuesParser {
    std::iter::once("material").chain(What::ALL.iter().map(|what| what.name())).collect::<Vec<_>>().into()
}

/// How a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people, change by change.
    Human,
    /// For machines: one JSON object.
    Json,
    /// Both texts as one, in CriticMarkup.
    Md,
    /// The same as a page.
    Html,
    /// The same as a tagged, archival PDF.
    Pdf,
}

/// `dpakit notice`.
#[derive(Debug, Args)]
pub struct Notice {
    /// The pack in force, or the list in force alone.
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,
    /// The pack with the new list, or the new list alone: a table (.csv, .tsv, .xlsx) with a subprocessor in each
    /// row, or TOML with nothing but `[[subprocessors]]`.
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
    /// The pack that states everything but the list, where OLD and NEW are lists.
    #[arg(long, value_name = "PACK", value_hint = ValueHint::FilePath)]
    pub pack: Option<PathBuf>,
    /// The day on which the notice is sent and arrives: all days are counted from it.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: jiff::civil::Date,
    /// The day on which the change is to start [default: the first possible one].
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub start: Option<jiff::civil::Date>,
    /// Days on which banks are closed beside weekends, separated by commas.
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    pub closed: Vec<jiff::civil::Date>,
    /// Formats to write, separated by commas; or json, which writes nothing and prints rows and days.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = formats_or_json())]
    pub format: Vec<String>,
    /// Folder to write to; the notice gets a folder of its own in it [default: out].
    #[arg(long, value_name = "DIR", env = "DPAKIT_OUT", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Write although rules find errors in the new pack, with DRAFT across every page.
    #[arg(long)]
    pub draft: bool,
    /// Replace files that dpakit did not write.
    #[arg(long)]
    pub force: bool,
    /// Folder with fonts for characters that the built-in faces lack; may be repeated.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_dir: Vec<PathBuf>,
}

/// `dpakit amend`.
#[derive(Debug, Args)]
pub struct Amend {
    /// The manifest of the pack as it was issued, or the folder with it.
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub old: PathBuf,
    /// The pack as it is to be.
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
    /// Which amendment of the agreement it is [default: the next one in the folder that is written to].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub number: Option<u32>,
    /// The day on which the amendment takes effect [default: when the last party signs].
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<jiff::civil::Date>,
    /// Formats to write, separated by commas; or json, which writes nothing and prints the places.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = formats_or_json())]
    pub format: Vec<String>,
    /// Folder to write to; the amendment gets a folder of its own in it [default: out].
    #[arg(long, value_name = "DIR", env = "DPAKIT_OUT", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Write although rules find errors in the new pack, with DRAFT across every page.
    #[arg(long)]
    pub draft: bool,
    /// Replace files that dpakit did not write.
    #[arg(long)]
    pub force: bool,
    /// The folder of official texts, for packs that print them in full [default: dpakit/official in your
    /// data folder].
    #[arg(long, value_name = "DIR", env = "DPAKIT_STORE", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// Folder with fonts for characters that the built-in faces lack; may be repeated.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_dir: Vec<PathBuf>,
}

/// `dpakit schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what.
    #[arg(value_enum, default_value = "pack")]
    pub of: SchemaOf,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The pack file.
    Pack,
    /// dpakit.toml.
    Config,
}

/// `dpakit explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code, the name of a rule, the address of a clause, a place of the official EU clauses; with
    /// --pack, the path of a fact.
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// The pack a path belongs to.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pack: Option<PathBuf>,
}

/// `dpakit clauses`.
#[derive(Debug, Subcommand)]
pub enum Clauses {
    /// List every clause: address, title, what it covers, when a pack has it.
    #[command(after_help = "Examples:\n  dpakit clauses list\n  dpakit clauses list --format json")]
    List {
        /// How.
        #[arg(long, value_enum, default_value = "human")]
        format: Report,
    },
    /// Print the text of a clause.
    #[command(after_help = "Examples:\n  dpakit clauses show dpa/audits\n  dpakit clauses show dpa/audits@1")]
    Show {
        /// Its address; without a version, the newest.
        address: String,
        /// How.
        #[arg(long, value_enum, default_value = "human")]
        format: Report,
    },
    /// Release the present wording of your clauses: from then on it never changes.
    ///
    /// Writes releases/VERSION/ into the folder of clauses: fingerprints of all clauses, the files that have no
    /// versions of their own, and changes.md, which tells clause by clause what changed since the release before.
    /// A clause that was released and has other words is an error: new words are a new version of it.
    /// `dpakit check --library` tells of such clauses too, and `dpakit diff --since VERSION` compares.
    #[command(after_help = "\
Examples:
  dpakit clauses release 1.0                  the folder that dpakit.toml names
  dpakit clauses release 2026-12 --library clauses")]
    Release {
        /// Its name: figures, letters, full stops and hyphens.
        #[arg(value_name = "VERSION")]
        version: String,
        /// The folder of clauses, if not the one that dpakit.toml names.
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        library: Option<PathBuf>,
    },
}

/// `dpakit scc`.
#[derive(Debug, Subcommand)]
pub enum Scc {
    /// Read the official text from a file.
    ///
    /// Takes HTML of EUR-Lex or the Publications Office (a saved page as it is), Formex (.xml, .zip), and
    /// Markdown or text copies. Instrument and language are recognised. A unit that is missing or has
    /// other words is listed, and nothing is stored.
    #[command(after_help = "\
Examples:
  dpakit scc import L_2021199EN.01003101.xml.html
  dpakit scc import page.html --lang de      where the file does not say its language")]
    Import(SccImport),
    /// Download the official text from the Publications Office.
    ///
    /// The only command that reads from the network. What arrives is held against the fingerprints like a
    /// file, and stored only if nothing is missing or different.
    #[cfg(feature = "fetch")]
    #[command(after_help = "\
Examples:
  dpakit scc fetch 32021D0914 --lang en
  dpakit scc fetch 32021D0914 --lang de --store clauses-of-the-house")]
    Fetch(SccFetch),
    /// Say which official texts are stored, where they came from, and whether they are intact.
    #[command(after_help = "Examples:\n  dpakit scc status\n  dpakit scc status --format json")]
    Status(SccStatus),
    /// Compare the clauses in somebody else's agreement with the official ones.
    ///
    /// Reads Markdown, text, HTML, DOCX and PDF. Finds the EU clauses of 2021 and 2010 in the file, and
    /// says of every unit whether it is word for word the official one. Numbering, quotes, dashes,
    /// punctuation, capitals and spelling are typography. With the official text in the store, what is
    /// altered is shown word by word; without, it is told by fingerprints alone.
    ///
    /// What is altered, missing, added, of another module, an open option or an unfilled blank is a
    /// finding. Annexes are forms: what is missing there is told, and is no finding.
    #[command(after_help = "\
Examples:
  dpakit scc verify their-dpa.docx
  dpakit scc verify their-dpa.pdf --module 2
  dpakit scc verify their-dpa.md --format html > report.html

Exit codes: 0 nothing found, 1 findings or no clauses at all, 2 the file could not be read.")]
    Verify(SccVerify),
}

/// A module by its number or its word.
fn module(text: &str) -> Result<u8, String> {
    let words = ["one", "two", "three", "four"];
    let named = words.iter().position(|word| text.eq_ignore_ascii_case(word)).map(|at| at as u8 + 1);
    let number = text.parse().ok().filter(|number| (1..=4).contains(number));
    named.or(number).ok_or_else(|| "modules are 1 to 4, or one, two, three, four".to_owned())
}

/// `dpakit scc verify`.
#[derive(Debug, Args)]
pub struct SccVerify {
    /// The agreement; `-` reads standard input.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The module it is for; several are separated by commas [default: those whose words it has].
    #[arg(long, value_name = "NUMBER", value_delimiter = ',', value_parser = module)]
    pub module: Vec<u8>,
    /// The language of the clauses; others than English need the stored text [default: en].
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    pub lang: Option<String>,
    /// The folder of official texts [default: dpakit/official in your data folder].
    #[arg(long, value_name = "DIR", env = "DPAKIT_STORE", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: VerifyReport,
    /// Fingerprints of an instrument that dpakit does not know.
    #[arg(long, value_name = "FILE", hide = true)]
    pub seal: Option<PathBuf>,
}

/// How `scc verify` shows what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerifyReport {
    /// Text.
    Human,
    /// JSON, with every unit.
    Json,
    /// A page of HTML.
    Html,
}

/// `dpakit scc import`.
#[derive(Debug, Args)]
pub struct SccImport {
    /// The publication; several files are read one after the other.
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// The CELEX number it must have.
    #[arg(long, value_name = "NUMBER")]
    pub celex: Option<String>,
    /// Its language (en, de), where the file does not say it.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    pub lang: Option<String>,
    /// What becomes of it.
    #[command(flatten)]
    pub out: SccOut,
}

/// `dpakit scc fetch`.
#[cfg(feature = "fetch")]
#[derive(Debug, Args)]
pub struct SccFetch {
    /// The CELEX number: 32021D0914 for the EU clauses of 2021.
    #[arg(value_name = "CELEX")]
    pub celex: String,
    /// The language: en, de.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    pub lang: String,
    /// Another address to ask, instead of the Publications Office.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub from: Option<String>,
    /// Seconds that the download may take [default: 60].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
    /// What becomes of it.
    #[command(flatten)]
    pub out: SccOut,
}

/// What becomes of an official text.
#[derive(Debug, Args)]
pub struct SccOut {
    /// Store it although units are missing or different; they stay marked.
    #[arg(long)]
    pub accept_differences: bool,
    /// The folder to keep it in [default: dpakit/official in your data folder].
    #[arg(long, value_name = "DIR", env = "DPAKIT_STORE", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// The day of the import, as 2026-11-22 [default: today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub date: Option<String>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Report,
    /// Fingerprints of an instrument that dpakit does not know.
    #[arg(long, value_name = "FILE", hide = true)]
    pub seal: Option<PathBuf>,
}

/// `dpakit scc status`.
#[derive(Debug, Args)]
pub struct SccStatus {
    /// The folder of official texts [default: dpakit/official in your data folder].
    #[arg(long, value_name = "DIR", env = "DPAKIT_STORE", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub store: Option<PathBuf>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Report,
    /// Fingerprints of an instrument that dpakit does not know.
    #[arg(long, value_name = "FILE", hide = true)]
    pub seal: Option<PathBuf>,
}

/// A day of the calendar, as TOML and ISO 8601 write it.
fn day(text: &str) -> Result<String, String> {
    let day: jiff::civil::Date = text.parse().map_err(|_| "a day reads 2026-11-22".to_owned())?;
    Ok(day.to_string())
}

/// A language by its two letters, ISO 639-1.
fn language(text: &str) -> Result<String, String> {
    let letters = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if letters { Ok(text.to_lowercase()) } else { Err("a language has two letters: en, de".to_owned()) }
}
