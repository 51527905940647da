//! One short function per command.

mod amend;
mod batch;
mod check;
mod clauses;
mod diff;
mod explain;
mod guide;
mod house;
mod init;
mod notice;
mod outdated;
mod reference;
mod render;
mod report;
mod scc;
mod verify;

use clap::CommandFactory;
use dpakit::config;
use dpakit::pack::open;

use crate::args::{Arguments, Clauses, Command, SchemaOf};
use crate::console::{Console, Exit};

/// Runs a command.
pub fn run(arguments: Arguments) -> Exit {
    let console = arguments.common.console();
    match arguments.command {
        Command::Init(init) => init::run(&init, console),
        Command::Render(render) => render::run(&render, console),
        Command::Batch(batch) => batch::run(&batch, console),
        Command::Check(check) => check::run(&check, console),
        Command::Verify(verify) => verify::run(&verify, console),
        Command::Outdated(outdated) => outdated::run(&outdated, console),
        Command::Diff(diff) => diff::run(&diff, console),
        Command::Notice(notice) => notice::run(&notice, console),
        Command::Amend(amend) => amend::run(&amend, console),
        Command::Schema(schema) => print_schema(schema.of, console),
        Command::Explain(explain) => explain::run(&explain, console),
        Command::Clauses(Clauses::List { format }) => clauses::list(format, console),
        Command::Clauses(Clauses::Show { address, format }) => clauses::show(&address, format, console),
        Command::Clauses(Clauses::Release { version, library }) => {
            clauses::release(&version, library.as_deref(), console)
        }
        Command::Reference { topic, format } => reference::run(topic, format, console),
        Command::Scc(scc) => scc::run(&scc, console),
        Command::Completions { shell } => completions(shell, console),
        Command::Man { out } => manual(out.as_deref(), console),
    }
}

/// The JSON Schema of a file as text.
pub fn schema(of: SchemaOf) -> String {
    match of {
        SchemaOf::Pack => pretty(open::shape().schema()),
        SchemaOf::Config => pretty(&config::schema()),
    }
}

fn print_schema(of: SchemaOf, console: Console) -> Exit {
    console.data(schema(of).as_bytes())
}

/// The day in UTC.
fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// JSON with a line end.
fn pretty(json: &impl serde::Serialize) -> String {
    // Only keys that are no text, or a writer, could fail.
    let mut out = serde_json::to_string_pretty(json).unwrap_or_default();
    out.push('\n');
    out
}

fn completions(shell: clap_complete::Shell, console: Console) -> Exit {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "dpakit", &mut bytes);
    console.data(&bytes)
}

fn manual(out: Option<&std::path::Path>, console: Console) -> Exit {
    let command = Arguments::command();
    let Some(folder) = out else {
        let mut page = Vec::new();
        return match clap_mangen::Man::new(command).render(&mut page) {
            Ok(()) => console.data(&page),
            Err(error) => console.trouble(&format!("the page cannot be made: {error}")),
        };
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    match written {
        Ok(()) => Exit::Fine,
        Err(error) => console.trouble(&format!("`{}` cannot be written: {error}", folder.display())),
    }
}
