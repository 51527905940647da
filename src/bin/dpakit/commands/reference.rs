//! `dpakit reference`.

use dpakit::law::reference::{Topic, rows, text};
use serde_json::{Map, Value as Json, json};

use crate::args::Report;
use crate::console::{Console, Exit};

/// Prints a table of the law, or all of them.
pub fn run(topic: Option<Topic>, format: Report, console: Console) -> Exit {
    let topics = topic.map_or(Topic::ALL.to_vec(), |topic| vec![topic]);
    let text = match format {
        Report::Human => topics.into_iter().map(text).collect::<Vec<_>>().join("\n"),
        Report::Json => {
            let tables: Map<String, Json> =
                topics.into_iter().map(|topic| (topic.name().to_owned(), json!(rows(topic)))).collect();
            super::pretty(&json!({ "schema_version": 1, "reference": tables }))
        }
    };
    console.data(text.as_bytes())
}
