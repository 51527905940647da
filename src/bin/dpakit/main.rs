//! The command line: parse arguments, run, and say how it went.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod console;

use clap::Parser;

use console::Exit;

/// A check makes many small things and drops them at once: a fifth of its time is spent here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    std::panic::set_hook(Box::new(console::report_defect));
    dpakit::parallel::begin_here();
    let run = || {
        let arguments = args::Arguments::parse();
        commands::run(arguments)
    };
    std::panic::catch_unwind(run).unwrap_or(Exit::CouldNotRun).into()
}
