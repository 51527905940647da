//! Questions for counsel: what a careful lawyer asks and facts cannot decide.
//!
//! They are asked where they concern a pack, and count neither as findings nor as passed. The list stands in
//! `questions.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::library::Condition;
use crate::pack::open::shape;
use crate::plan::Plan;

/// A question for counsel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable name: `ASK-CAP`.
    pub id: String,
    /// The question.
    pub ask: String,
    /// The provisions it rests on.
    pub basis: String,
    /// The condition on the facts under which it is asked, as written.
    pub when: String,
}

/// Every question, in the order of their subjects.
pub fn questions() -> &'static [Question] {
    &table().0
}

/// The questions that concern a pack.
pub fn asked(plan: &Plan<'_>) -> Vec<&'static Question> {
    let (questions, conditions) = table();
    let holds = |condition: &Condition| condition.holds(plan.json());
    questions.iter().zip(conditions).filter(|(_, when)| holds(when)).map(|(question, _)| question).collect()
}

/// The question with an id.
pub fn question(id: &str) -> Option<&'static Question> {
    questions().iter().find(|question| question.id.eq_ignore_ascii_case(id))
}

fn table() -> &'static (Vec<Question>, Vec<Condition>) {
    #[derive(Deserialize)]
    struct File {
        question: Vec<Question>,
    }
    static TABLE: OnceLock<(Vec<Question>, Vec<Condition>)> = OnceLock::new();
    TABLE.get_or_init(|| {
        let file: File = toml::from_str(include_str!("questions.toml"))
            .unwrap_or_else(|error| unreachable!("the questions are damaged: {error}"));
        let typed = |question: &Question| {
            let condition = Condition::parse(&question.when, shape().schema());
            condition.unwrap_or_else(|why| unreachable!("{}: {why}", question.id))
        };
        let conditions = file.question.iter().map(typed).collect();
        (file.question, conditions)
    })
}
