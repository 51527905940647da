//! An agreement with a processor is silent on a duty that the law asks for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// An agreement with a processor is silent on a duty that the law asks for.
pub static RULE: Rule = Rule {
    code: Code("A28-UNSAID"),
    name: "unsaid-duty",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("unsaid_duty.md"),
    check: Check::Document(run),
};

/// A text that says so many of the duties is taken for an agreement under Article 28.
const RECOGNISED: usize = 7;

/// A duty, and the words by which a text says it.
struct Duty {
    /// What the text should say: words that follow "nothing in the text says that".
    says: &'static str,
    cite: &'static str,
    /// Patterns that one sentence matches, all of them.
    words: &'static [&'static str],
    /// Words that a sentence saying it does not have.
    not: Option<&'static str>,
    /// Where it would stand: words of a sentence near which one looks for it.
    near: &'static str,
}

const TELLS: &str = r"\b(?:inform|notif|tell|advis|alert|warn|report|make\w* \w+ aware|rais|communicat)";
const THIRD: &str = r"sub-? ?processor|subcontractor|sub-contractor";

const DUTIES: [Duty; 13] = [
    Duty {
        says: "the processor acts only on documented instructions",
        cite: "GDPR Art. 28(3)(a)",
        words: &[r"instruct"],
        not: None,
        near: r"\bprocess",
    },
    Duty {
        says: "the processor tells of a law that makes it process without an instruction",
        cite: "GDPR Art. 28(3)(a)",
        words: &[
            r"\blaws?\b|legal(?:ly)? (?:requirement|obligation|required)|statut",
            TELLS,
            r"requir|prevent|oblig|compel|prohibit|forbid",
            r"unless|before |in (?:which|that|such|this) case|of (?:a|any|the|that|such|this) (?:legal )?(?:requirement|law|obligation|duty)|prevent|prohibit",
        ],
        not: Some(r"breach|incident"),
        near: r"instruct.*\b(?:law|require)",
    },
    Duty {
        says: "people with access are bound to confidentiality",
        cite: "GDPR Art. 28(3)(b)",
        words: &[
            r"confidential|secrecy|non-disclosure",
            r"personnel|employee|staff|person|people|individual|worker|contractor|agent|anyone|everyone|representative",
        ],
        not: None,
        near: r"personnel|employee|staff",
    },
    Duty {
        says: "the processor takes the measures of Article 32",
        cite: "GDPR Art. 28(3)(c)",
        words: &[r"\bsecurity\b|\bsecure\b|article 32|technical and organi[sz]ational|safeguard"],
        not: None,
        near: r"protect",
    },
    Duty {
        says: "no other processor is engaged without authorisation",
        cite: "GDPR Art. 28(2)",
        words: &[THIRD, r"authori[sz]|consent|approv|object|permi"],
        not: None,
        near: THIRD,
    },
    Duty {
        says: "subprocessors are bound to the same duties",
        cite: "GDPR Art. 28(4)",
        words: &[
            THIRD,
            r"\bsame\b|equivalent|no less|not less|at least|similar|stringent|compar|impos|flow|bind|bound|compl(?:y|ies) with",
            r"oblig|dut(?:y|ies)|terms|level|protect|agreement|contract|requirement",
        ],
        not: None,
        near: THIRD,
    },
    Duty {
        says: "the processor answers in full for what its subprocessors do",
        cite: "GDPR Art. 28(4)",
        words: &[THIRD, r"\bliab(?:le|ility)|responsib|answer(?:s|able)? (?:in full )?for|accountable"],
        not: Some(
            r"\b(?:not|no|never) (?:be |accept |have |bear |assume )?(?:any )?(?:held )?(?:liab|responsib)",
        ),
        near: r"\b(?:same|impos\w*|equivalent|stringent)\b",
    },
    Duty {
        says: "the processor helps with requests of data subjects",
        cite: "GDPR Art. 28(3)(e)",
        words: &[
            r"data subject|individual|person|consumer|rights?\b",
            r"request|exercis|rights?\b",
            r"assist|help|support|cooperat|co-operat|enabl|allow",
        ],
        not: None,
        near: r"data subject|individual",
    },
    Duty {
        says: "the processor helps with impact assessments and consultations",
        cite: "GDPR Art. 28(3)(f)",
        words: &[
            r"impact assessment|dpia|article(?:s)? (?:32|33|35|36)|prior consultation|consult(?:s|ing|ation)? .*authorit",
        ],
        not: None,
        near: r"assist|help",
    },
    Duty {
        says: "the processor tells of personal data breaches",
        cite: "GDPR Art. 33(2)",
        words: &[r"breach|incident|violation|unauthori[sz]ed", TELLS],
        not: None,
        near: r"breach|incident",
    },
    Duty {
        says: "data is deleted or returned at the end",
        cite: "GDPR Art. 28(3)(g)",
        words: &[
            r"delet|return|destr|eras|purg|anonymi",
            r"terminat|expir|\bend(?:s|ed)?\b|cessation|ceas|complet|conclusion|\bafter\b|no longer",
        ],
        not: None,
        near: r"terminat|expir",
    },
    Duty {
        says: "the customer may audit and inspect",
        cite: "GDPR Art. 28(3)(h)",
        words: &[r"\baudit|\binspect"],
        not: None,
        near: r"\binformation\b.*\b(?:complian|demonstrat|verif)",
    },
    Duty {
        says: "the processor tells the controller of an instruction that it thinks unlawful",
        cite: "GDPR Art. 28(3)",
        words: &[
            r"instruct",
            TELLS,
            r"infring|violat|unlawful|illegal|contraven|contrary|breach|in conflict|conflicts? with|not compl|non-complian",
        ],
        not: None,
        near: r"documented instruct|\bonly\b.*instruct|accordance with .*instruct",
    },
];

/// A duty with its patterns compiled.
struct Known {
    duty: &'static Duty,
    words: Vec<Regex>,
    not: Option<Regex>,
    near: Regex,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let compile = |duty: &'static Duty| Known {
        duty,
        words: duty.words.iter().map(|words| pattern(words)).collect(),
        not: duty.not.map(pattern),
        near: pattern(duty.near),
    };
    DUTIES.iter().map(compile).collect()
});

fn run(reading: &Reading, found: &mut Findings) {
    let sentences = reading.of_processing();
    if sentences.is_empty() {
        return; // before the patterns are made
    }
    let mut open: Vec<&Known> = KNOWN.iter().collect();
    for sentence in sentences {
        let whole = sentence.whole(reading);
        open.retain(|one| !says(one, &whole));
    }
    if KNOWN.len() - open.len() < RECOGNISED {
        return;
    }
    let defining: BTreeSet<usize> = reading.definitions.iter().map(|defined| defined.place.0).collect();
    for one in open {
        let mut duties = sentences.iter().filter(|sentence| !defining.contains(&sentence.place.0));
        let near = duties.find(|sentence| one.near.is_match(&sentence.words));
        let place: Place = near.map_or_else(|| reading.whole(0), |near| reading.whole(near.place.0));
        reading
            .report(found, &RULE, &place, format!("nothing in the text says that {}", one.duty.says))
            .label("it could stand near here")
            .help("ask for a sentence that says so; if it stands here in other words, nothing is missing")
            .basis(one.duty.cite);
    }
}

fn says(one: &Known, sentence: &str) -> bool {
    one.words.iter().all(|words| words.is_match(sentence))
        && one.not.as_ref().is_none_or(|not| !not.is_match(sentence))
}
