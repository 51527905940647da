//! What the user sees: data on standard output, messages on standard error, an exit code.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::process::ExitCode;

use clap::ValueEnum;
use dpakit::diagnostic::print::{self, Face};
use dpakit::diagnostic::{Diagnostic, Severity};
use dpakit::emit::pdf::read::READER;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing is wrong.
    Fine,
    /// The data or the text has errors.
    Findings,
    /// A wrong command line, a missing file, a full disk.
    CouldNotRun,
    /// A batch left rows out.
    RowsLeftOut,
}

impl Exit {
    /// How a command ends that found this.
    pub fn of(findings: &[Diagnostic]) -> Exit {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let exit = |finding: &Diagnostic| match finding.code.0.starts_with("FIL-") {
            true => Exit::CouldNotRun,
            false => Exit::Findings,
        };
        errors.map(exit).max().unwrap_or(Exit::Fine)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where messages go, and how.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// When to use colours.
    pub colour: Colour,
    /// Whether to say only what is wrong.
    pub quiet: bool,
}

impl Console {
    /// Writes data to standard output. A reader that has gone away ends the program quietly.
    pub fn data(&self, bytes: &[u8]) -> Exit {
        self.stream(|out| out.write_all(bytes))
    }

    /// Writes JSON to standard output, as [`data`](Console::data) does, piece by piece.
    pub fn json(&self, json: &impl serde::Serialize) -> Exit {
        self.stream(|out| {
            serde_json::to_writer_pretty(&mut *out, json)?;
            out.write_all(b"\n")
        })
    }

    fn stream(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Exit {
        let mut out = BufWriter::new(io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Ok(()) => Exit::Fine,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
            Err(error) => self.trouble(&format!("standard output cannot be written: {error}")),
        }
    }

    /// Tells how things went; silent where quiet.
    pub fn tell(&self, message: &str) {
        if !self.quiet {
            self.say(message);
        }
    }

    /// Says what is wrong, quiet or not.
    pub fn complain(&self, message: &str) {
        self.say(message);
    }

    /// Says why something could not be done.
    pub fn trouble(&self, message: &str) -> Exit {
        self.say(&format!("error: {message}"));
        Exit::CouldNotRun
    }

    /// Shows findings on standard error.
    pub fn show(&self, findings: &[Diagnostic]) -> Exit {
        if !findings.is_empty() {
            self.say(print::human(findings, self.face(io::stderr().is_terminal())).trim_end());
        }
        Exit::of(findings)
    }

    /// How findings look on a stream.
    pub fn face(&self, terminal: bool) -> Face {
        let colour = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = columns.or_else(|| asked().filter(|_| terminal));
        let columns = columns.map(|columns: usize| columns.clamp(40, 400));
        Face { colour, width: columns.unwrap_or(Face::default().width) }
    }

    fn say(&self, message: &str) {
        // Where standard error is closed, nobody can be told.
        let _ = writeln!(io::stderr().lock(), "{message}");
    }
}

/// Says that dpakit itself is at fault, in place of the trace of a panic; a damaged PDF that stops its
/// reader is told of by whoever reads it.
pub fn report_defect(panic: &PanicHookInfo<'_>) {
    if std::thread::current().name() == Some(READER) {
        return;
    }
    let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
    let payload = panic.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
    let _ = writeln!(
        io::stderr().lock(),
        "error: dpakit itself has a defect: {}{place}\nhelp: please report it, with the command and the pack if you can share them",
        print::visible(text)
    );
}
