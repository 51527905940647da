//! Keys of rows: names of packs and of their folders, each of one row only.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::source::is_portable;

/// Longest key, in bytes: that of an agreement's reference.
const MAX_KEY: usize = 100;

/// The keys that were met, in some 32 bytes each: of a key, only hashes are kept.
///
/// Of the key without regard to case, 96 bits: that two of ten million keys share them by accident has
/// a chance below one in 10^14. Of the key as written, 32 bits, which only choose the words of a message.
#[derive(Debug, Default)]
pub(super) struct Keys {
    met: Vec<HashMap<[u32; 3], Met>>,
}

#[derive(Debug, Clone, Copy)]
struct Met {
    exact: u32,
    row: u32,
}

/// Why a key cannot be one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is no name of a file on every system.
    Name,
    /// A row before has it.
    Twice(u64),
    /// A row before has it but for capitals.
    Folded(u64),
}

/// Tables among which keys are spread, so that not all grow at the same time.
const TABLES: usize = 64;

impl Keys {
    /// Notes the key of a row.
    pub fn add(&mut self, key: &str, row: u64) -> Result<(), Unfit> {
        let plain = key.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !plain || !is_portable(key) || key.len() > MAX_KEY {
            return Err(Unfit::Name);
        }
        self.met.resize_with(TABLES, HashMap::new);
        let [a, b, c, which] = hash(&key.to_ascii_lowercase());
        let [exact, ..] = hash(key);
        let table = &mut self.met[which as usize % TABLES];
        match table.get(&[a, b, c]) {
            Some(met) if met.exact == exact => Err(Unfit::Twice(met.row.into())),
            Some(met) => Err(Unfit::Folded(met.row.into())),
            None => {
                table.insert([a, b, c], Met { exact, row: u32::try_from(row).unwrap_or(u32::MAX) });
                Ok(())
            }
        }
    }
}

/// The first 128 bits of SHA-256.
fn hash(key: &str) -> [u32; 4] {
    let digest = Sha256::digest(key.as_bytes());
    let word = |at: usize| u32::from_le_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]);
    [word(0), word(4), word(8), word(12)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_one_row_and_a_name_everywhere() {
        let mut keys = Keys::default();
        assert_eq!(keys.add("acme", 7), Ok(()));
        assert_eq!(keys.add("acme", 9), Err(Unfit::Twice(7)));
        assert_eq!(keys.add("ACME", 10), Err(Unfit::Folded(7)));
        for name in ["", "..", "../x", "a/b", "CON", "nul.txt", "_x", "ä", "a.", &"x".repeat(101)] {
            assert_eq!(keys.add(name, 11), Err(Unfit::Name), "{name}");
        }
    }
}
