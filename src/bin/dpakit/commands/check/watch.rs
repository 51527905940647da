//! `dpakit check --watch`: again whenever a pack, its configuration or its library changes.
//!
//! Files are looked at, not subscribed to: that works on every file system, and sees editors that save
//! by renaming. An interrupt (Ctrl-C) ends it, as it ends any program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use dpakit::config::{self, Config};

use crate::args::{Check, Shown};
use crate::console::{Console, Exit};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// What is seen of files: when they were last written, and how long they are.
type State = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Checks now and after each change, until interrupted.
pub fn run(args: &Check, console: Console) -> Exit {
    let mut seen = look(&args.packs);
    loop {
        super::once(args, console);
        if args.format == Shown::Human {
            console.tell("\n-- watching; Ctrl-C ends --");
        }
        seen = changed(&args.packs, &seen);
    }
}

/// Waits for a change, and until nothing has changed for one more look: editors write in several steps.
fn changed(packs: &[PathBuf], seen: &State) -> State {
    let mut last = look(packs);
    loop {
        std::thread::sleep(PAUSE);
        let now = look(packs);
        if now == last && now != *seen {
            return now;
        }
        last = now;
    }
}

/// Everything that counts for packs: themselves, the nearest configuration, the folders it names.
fn look(packs: &[PathBuf]) -> State {
    let mut state = State::new();
    for pack in packs {
        see(pack, &mut state);
        let Some(path) = config::find(pack) else { continue };
        see(&path, &mut state);
        if let Ok(config) = Config::open(&path) {
            [config.clauses, config.templates]
                .into_iter()
                .flatten()
                .for_each(|folder| see(&folder, &mut state));
        }
    }
    state
}

fn see(path: &Path, state: &mut State) {
    let Ok(there) = fs::metadata(path) else { return };
    if there.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| see(&entry.path(), state));
    } else {
        state.insert(path.to_owned(), (there.modified().ok(), there.len()));
    }
}
