//! A list of purposes ends with a catch-all.

use crate::check::{Check, Findings, Level, Matter, Rule, ask};
use crate::diagnostic::Code;

/// A list of purposes ends with a catch-all.
pub static RULE: Rule = Rule {
    code: Code("DSC-PURPOSE-OPEN"),
    name: "open-ended-purpose",
    level: Level::Advise,
    basis: &["GDPR Art. 5(1)(b)", "GDPR Art. 28(3)"],
    page: include_str!("open_ended_purpose.md"),
    check: Check::Matter(run),
};

const OPEN: [&str; 6] =
    ["any other", "other relevant", "other purposes", "without limitation", "and so on", "amongst others"];

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, service) in matter.services {
        for (index, purpose) in service.purposes.iter().enumerate() {
            let words = ask::words(purpose);
            let text = words.join(" ");
            let open = OPEN.iter().any(|open| ask::says(&text, open));
            if open || words.iter().any(|word| word == "etc") {
                let path = format!("services.{id}.purposes[{index}]");
                found
                    .report(&RULE, matter.at(&path), format!("`{purpose}` is no purpose but room for any"))
                    .label("open-ended")
                    .help("remove it, and list what is really done");
            }
        }
    }
}
