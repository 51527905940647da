//! Pairs of texts, the same each time.

/// A text and what became of it, and what was done.
#[derive(Default)]
pub struct Pair {
    pub old: String,
    pub new: String,
    pub reworded: usize,
    pub inserted: usize,
    pub deleted: usize,
    pub moves: usize,
}

/// A sequence of chances: xorshift64*.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).expect("31 bits") % end.max(1)
    }

    fn of(&mut self, words: &'static [&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// Whether something happens that happens so often in ten thousand times.
    fn happens(&mut self, often: usize) -> bool {
        self.below(10_000) < often
    }
}

const WORDS: &[&str] = &[
    "the",
    "the",
    "the",
    "of",
    "of",
    "and",
    "and",
    "to",
    "to",
    "a",
    "in",
    "any",
    "by",
    "for",
    "such",
    "with",
    "on",
    "miller",
    "mill",
    "brook",
    "wheel",
    "flour",
    "corn",
    "rye",
    "sack",
    "baker",
    "farmer",
    "share",
    "notice",
    "grinds",
    "delivers",
    "keeps",
    "carries",
    "weighs",
    "returns",
    "records",
    "informs",
    "within",
    "before",
    "after",
    "unless",
    "written",
    "reasonable",
    "daily",
    "third",
    "party",
    "store",
    "cart",
    "road",
    "bridge",
    "sluice",
    "stone",
    "measure",
    "price",
    "season",
    "spring",
    "autumn",
    "harvest",
    "damage",
    "repair",
    "order",
    "request",
    "answer",
    "consent",
    "loss",
    "claim",
    "term",
    "thirty",
    "seven",
    "days",
    "weeks",
    "shall",
    "may",
    "must",
    "not",
    "no",
];
const NAMES: &[&str] =
    &["Alder", "Birch", "Cedar", "Elm", "Hazel", "Larch", "Maple", "Rowan", "Willow", "Yew"];

/// A paragraph of so many words, with marks and names as in contracts.
fn paragraph(chance: &mut Chance) -> Vec<String> {
    // Many are short, a few are very long.
    let length = match chance.below(10) {
        0..=4 => 3 + chance.below(12),
        5..=8 => 15 + chance.below(45),
        _ => 60 + chance.below(140),
    };
    let mut words: Vec<String> = Vec::with_capacity(length);
    for at in 0..length {
        let word = if chance.happens(500) {
            chance.of(NAMES).to_owned() + " Mills"
        } else {
            chance.of(WORDS).to_owned()
        };
        let mark = if at + 1 == length || chance.happens(400) {
            "."
        } else if chance.happens(600) {
            ","
        } else {
            ""
        };
        words.push(word + mark);
    }
    words
}

/// A text of about so many bytes, and the same with some words, paragraphs and places changed.
pub fn edited(size: usize) -> Pair {
    let mut chance = Chance(914);
    let mut pair = Pair::default();
    let mut new: Vec<Vec<String>> = Vec::new();
    while pair.old.len() < size {
        let mut words = paragraph(&mut chance);
        pair.old += &(words.join(" ") + "\n");
        if chance.happens(60) {
            pair.deleted += 1;
            continue;
        }
        if chance.happens(60) {
            pair.inserted += 1;
            new.push(paragraph(&mut chance));
        }
        pair.reworded += reword(&mut words, &mut chance);
        new.push(words);
    }
    // Stretches of two to four paragraphs go ten to sixty paragraphs away.
    for _ in 0..size.div_ceil(50_000) {
        let length = (2 + chance.below(3)).min(new.len());
        let from = chance.below(new.len() - length + 1);
        let stretch: Vec<Vec<String>> = new.drain(from..from + length).collect();
        let by = 10 + chance.below(51);
        let to = if chance.happens(5_000) { from + by } else { from.saturating_sub(by) }.min(new.len());
        new.splice(to..to, stretch);
        pair.moves += 1;
    }
    pair.new = new.iter().map(|words| words.join(" ") + "\n").collect();
    pair
}

/// Puts words in, drops some or takes others, about one in a hundred.
fn reword(words: &mut Vec<String>, chance: &mut Chance) -> usize {
    let (mut at, mut edits) = (3, 0);
    while at + 2 < words.len() {
        if chance.happens(80) {
            edits += 1;
            match chance.below(4) {
                0 => drop(words.drain(at..(at + 1 + chance.below(4)).min(words.len() - 1))),
                1 => words.insert(at, chance.of(WORDS).to_owned()),
                _ => words[at] = chance.of(WORDS).to_owned(),
            }
            at += 2;
        }
        at += 1;
    }
    edits
}

/// Texts whose paragraphs all say the same, in number a third fewer.
pub fn alike(size: usize) -> Pair {
    let line = "The miller keeps a sixteenth of the flour as his share and returns the rest.\n";
    let count = size / line.len();
    Pair { old: line.repeat(count), new: line.repeat(count * 2 / 3) + "And one other.\n", ..Pair::default() }
}

/// Texts that have no word in common.
pub fn apart(size: usize) -> Pair {
    let text = |word: &str| {
        let line = |at: usize| format!("{word}{at} is{word} in{word}{at} the{word} one{word}{}\n", at * 7);
        let mut text = String::with_capacity(size + 80);
        (0..)
            .map(line)
            .take_while(|line| {
                text.push_str(line);
                text.len() < size
            })
            .for_each(drop);
        text
    };
    Pair { old: text("a"), new: text("b"), ..Pair::default() }
}

/// Texts of one paragraph that have every second word in common.
pub fn mixed(size: usize) -> Pair {
    let text =
        |word: &str| (0..size / 8).map(|at| format!("w{} {word}{} ", at % 7, at % 1_009)).collect::<String>();
    Pair { old: text("a"), new: text("b"), ..Pair::default() }
}
