//! A part of a table, for several machines.

use std::fmt;
use std::str::FromStr;

use super::Digest;

/// One of several parts into which keys are dealt by their hash: the same key always falls into the same
/// part, wherever its row stands and whatever the other rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u32,
    of: u32,
}

impl Shard {
    /// Whether a key is in this part.
    pub fn has(self, key: &str) -> bool {
        Digest::of(&[b"shard", key.as_bytes()]).short() % u64::from(self.of) == u64::from(self.index)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-of-{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `I/N`, the parts counted from 0, as indexed jobs of Kubernetes count.
    fn from_str(text: &str) -> Result<Shard, String> {
        let numbers =
            text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((index, of)) if index < of => Ok(Shard { index, of }),
            Some((_, of)) if of > 0 => {
                Err(format!("the parts are counted from 0: the last of {of} is {}/{of}", of - 1))
            }
            _ => Err("write the number of the part and how many there are, such as 0/4".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_in_one_part() {
        let shards: Vec<Shard> = (0..4).map(|index| format!("{index}/4").parse().expect("a part")).collect();
        let mut counts = [0; 4];
        for number in 0..1000 {
            let key = format!("P{number:05}");
            let in_them: Vec<usize> = (0..4).filter(|index| shards[*index].has(&key)).collect();
            assert_eq!(in_them.len(), 1, "{key}");
            counts[in_them[0]] += 1;
        }
        assert!(counts.iter().all(|count| (200..300).contains(count)), "{counts:?}");
        assert!(shards[2].has("P00000") && shards[3].has("P00001"), "it never changes");
    }

    #[test]
    fn what_is_no_part_is_told() {
        for wrong in ["", "1", "4/4", "5/4", "0/0", "-1/4", "a/b", "1/4/2", "0/99999999999"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
        assert_eq!("3/4".parse::<Shard>().map(|shard| shard.to_string()).as_deref(), Ok("3-of-4"));
    }
}
