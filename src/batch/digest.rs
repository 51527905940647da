//! Short hashes of what things are made from.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// The first 128 bits of a SHA-256: long enough that two inputs never share one by chance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 16]);

impl Digest {
    /// Of several parts; where one ends and the next begins counts.
    pub fn of(parts: &[&[u8]]) -> Digest {
        let mut maker = Maker::default();
        parts.iter().for_each(|part| maker.part(part));
        maker.finish()
    }

    /// All of it.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// 64 of its bits.
    pub fn short(self) -> u64 {
        self.0.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        let text = String::deserialize(deserializer)?;
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..32).step_by(2).map(byte).collect();
        let bytes = bytes.filter(|_| text.len() == 32).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Digest).ok_or_else(|| serde::de::Error::custom("this is no hash"))
    }
}

/// A digest in the making.
#[derive(Default)]
pub struct Maker(Sha256);

impl Maker {
    /// Takes in a part.
    pub fn part(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Takes in a value as its type feeds it to hashers. The result is the same on machines of one kind
    /// and with one version of the compiler, which suffices to tell whether something changed.
    pub fn value(&mut self, value: &impl Hash) {
        let mut feed = Feed { hash: &mut self.0, waiting: Vec::with_capacity(FEED) };
        value.hash(&mut feed);
        let Feed { hash, waiting } = feed;
        hash.update(&waiting);
    }

    /// The digest of what was taken in.
    pub fn finish(self) -> Digest {
        let mut short = [0; 16];
        short.copy_from_slice(&self.0.finalize()[..16]);
        Digest(short)
    }
}

/// How much is handed on at a time, in bytes: values feed hashers a few bytes at once.
const FEED: usize = 16 << 10;

/// Hands everything on; nobody asks it for a number.
struct Feed<'m> {
    hash: &'m mut Sha256,
    waiting: Vec<u8>,
}

impl Hasher for Feed<'_> {
    fn write(&mut self, bytes: &[u8]) {
        if self.waiting.len() + bytes.len() > FEED {
            self.hash.update(&self.waiting);
            self.waiting.clear();
        }
        self.waiting.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"a", b"bc"]));
        assert_ne!(Digest::of(&[b""]), Digest::of(&[]));
        assert_eq!(Digest::of(&[b"ab"]), Digest::of(&[b"ab"]));
    }

    #[test]
    fn it_is_read_as_it_is_written() {
        let digest = Digest::of(&[b"x"]);
        let text = serde_json::to_string(&digest).expect("a text");
        assert_eq!(text.len(), 34);
        assert_eq!(serde_json::from_str::<Digest>(&text).expect("a hash"), digest);
        for wrong in [
            "\"\"",
            "\"zz\"",
            "7",
            "\"00112233445566778899aabbccddee\"",
            "\"é0112233445566778899aabbccddee\"",
        ] {
            assert!(serde_json::from_str::<Digest>(wrong).is_err(), "{wrong}");
        }
    }
}
