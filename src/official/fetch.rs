//! A publication downloaded from the Publications Office: the one thing that dpakit reads from the network.
//!
//! The Cellar answers the address of a CELEX number with the format and language that the headers ask
//! for, by way of redirects. Everything is bounded: time, size, redirects; and only `https` is spoken,
//! except with this machine itself, for tests and mirrors. What arrives is a file like any other, and
//! is held against the seal before anything is kept.

use std::time::Duration;

use ureq::http::{Response, Uri};
use ureq::{Agent, Body};

use super::import::Source;
use super::read::MAX_BYTES;
use crate::diagnostic::{Code, Diagnostic, Outcome};

/// A publication that could not be downloaded.
pub const FETCH: Code = Code("FIL-FETCH");

/// Where the Publications Office answers to a CELEX number.
pub const CELLAR: &str = "https://publications.europa.eu/resource/celex/";

/// The formats that are asked for; where one has several files, all of them in an archive.
const ACCEPT: &str = "application/xhtml+xml, text/html;q=0.9";
const ACCEPT_ARCHIVE: &str = "application/zip;mtype=xhtml, application/zip;mtype=fmx4;q=0.5";

/// ISO 639-1 and ISO 639-3 of the languages of the Union.
const LANGUAGES: [(&str, &str); 24] = [
    ("bg", "bul"),
    ("cs", "ces"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("es", "spa"),
    ("et", "est"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("ga", "gle"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("it", "ita"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mt", "mlt"),
    ("nl", "nld"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sv", "swe"),
];

/// What a download may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// All of it, redirects included.
    pub time: Duration,
    /// The body, in bytes.
    pub bytes: usize,
    /// How often the server may point elsewhere.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(60), bytes: MAX_BYTES, redirects: 6 }
    }
}

/// Downloads a publication by CELEX number and language (ISO 639-1), from the Cellar or from another
/// address. Returns the source, named after the address that answered.
///
/// # Errors
/// One [`FETCH`] fault: no such number or language, an address that is not allowed, a server that does
/// not answer, answers too slowly, too much, with something else, or breaks off.
pub fn fetch(celex: &str, language: &str, from: Option<&str>, limits: Limits) -> Outcome<Source> {
    download(celex, language, from, limits)
        .map_err(|(message, help)| vec![Diagnostic::error(FETCH, message).help(help)])
}

/// What is wrong, and what to do.
type Fault = (String, String);

fn fault(message: impl Into<String>, help: &str) -> Fault {
    (message.into(), help.to_owned())
}

const BY_HAND: &str =
    "open the CELEX number on EUR-Lex, choose `HTML`, save the page, and `dpakit scc import` it";

fn download(celex: &str, language: &str, from: Option<&str>, limits: Limits) -> Result<Source, Fault> {
    if celex.is_empty() || celex.len() > 20 || !celex.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(fault(
            format!("`{celex}` is no CELEX number"),
            "that of the EU clauses of 2021 is 32021D0914",
        ));
    }
    let Some((_, long)) = LANGUAGES.iter().find(|(short, _)| *short == language) else {
        let known: Vec<&str> = LANGUAGES.iter().map(|(short, _)| *short).collect();
        let message = format!("`{language}` is no language of the Union");
        return Err((message, format!("one of {}", known.join(", "))));
    };
    let mut at = address(from.map_or_else(|| format!("{CELLAR}{celex}"), str::to_owned).as_str())?;
    let agent = agent(limits, is_loopback(&at));
    let deadline = std::time::Instant::now() + limits.time;
    let mut accept = ACCEPT;
    for _ in 0..=limits.redirects {
        let left = deadline.saturating_duration_since(std::time::Instant::now());
        let response =
            ask(&agent, &at, accept, long, left).map_err(|error| unanswered(&at, &error, limits))?;
        // Several files of one format: they come together in an archive.
        if response.status().as_u16() == 300 && accept == ACCEPT {
            accept = ACCEPT_ARCHIVE;
            continue;
        }
        if !response.status().is_redirection() {
            return body(response, &at, celex, language, limits);
        }
        at = further(&response, &at)?;
    }
    Err(fault(format!("`{at}` was reached after more than {} redirects", limits.redirects), BY_HAND))
}

fn agent(limits: Limits, loopback: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(limits.time))
        .timeout_connect(Some(limits.time.min(Duration::from_secs(15))))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("dpakit/", env!("CARGO_PKG_VERSION")));
    // A proxy named in the environment is used, but not for this machine.
    if loopback { config.proxy(None).build().into() } else { config.build().into() }
}

fn ask(
    agent: &Agent,
    at: &Uri,
    accept: &str,
    language: &str,
    left: Duration,
) -> Result<Response<Body>, ureq::Error> {
    agent
        .get(at)
        .header("Accept", accept)
        .header("Accept-Language", language)
        .config()
        .timeout_global(Some(left.max(Duration::from_millis(1))))
        .build()
        .call()
}

/// An address that may be asked: `https`, or `http` on this machine.
fn address(text: &str) -> Result<Uri, Fault> {
    let help = "addresses begin with `https://`; `http://` is spoken with this machine only";
    let uri: Uri = text.parse().map_err(|_| fault(format!("`{text}` is no address"), help))?;
    let allowed = match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => is_loopback(&uri),
        _ => false,
    };
    if allowed { Ok(uri) } else { Err(fault(format!("`{text}` is not asked"), help)) }
}

fn is_loopback(uri: &Uri) -> bool {
    matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]" | "::1"))
}

/// Where a redirect leads. The Cellar points to `http` addresses of its own; they are asked by `https`.
fn further(response: &Response<Body>, at: &Uri) -> Result<Uri, Fault> {
    let to = response.headers().get("location").and_then(|to| to.to_str().ok());
    let Some(to) = to.filter(|_| response.status().as_u16() != 304) else {
        return Err(fault(format!("`{at}` points elsewhere without saying where"), BY_HAND));
    };
    let scheme = at.scheme_str().unwrap_or("https");
    let authority = at.authority().map(ToString::to_string).unwrap_or_default();
    let whole = if to.starts_with("//") {
        format!("{scheme}:{to}")
    } else if to.starts_with('/') {
        format!("{scheme}://{authority}{to}")
    } else {
        to.to_owned()
    };
    let secure =
        whole.strip_prefix("http://").filter(|_| scheme == "https").map(|rest| format!("https://{rest}"));
    let next = address(&secure.unwrap_or(whole))?;
    // A server elsewhere must not send requests to this machine.
    if is_loopback(&next) && !is_loopback(at) {
        return Err(fault(format!("`{at}` points to this machine"), BY_HAND));
    }
    Ok(next)
}

fn unanswered(at: &Uri, error: &ureq::Error, limits: Limits) -> Fault {
    let again = "check the connection and try again, or save the page by hand and `dpakit scc import` it";
    match error {
        ureq::Error::Timeout(_) => {
            fault(format!("`{at}` did not answer within {} seconds", limits.time.as_secs().max(1)), again)
        }
        ureq::Error::Io(error) if is_slow(error) => {
            fault(format!("`{at}` did not answer within {} seconds", limits.time.as_secs().max(1)), again)
        }
        error => fault(format!("`{at}` cannot be reached: {error}"), again),
    }
}

fn is_slow(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock)
}

fn body(
    mut response: Response<Body>,
    at: &Uri,
    celex: &str,
    language: &str,
    limits: Limits,
) -> Result<Source, Fault> {
    let status = response.status();
    if matches!(status.as_u16(), 404 | 406 | 410) {
        let message = format!("there is no {celex} in the language `{language}` at `{at}` ({status})");
        return Err(fault(
            message,
            "check number and language; that of the EU clauses of 2021 is 32021D0914",
        ));
    }
    if !status.is_success() {
        return Err(fault(format!("`{at}` answers {status}"), "try again later, or save the page by hand"));
    }
    let kind = response.body().mime_type().unwrap_or("application/octet-stream").to_owned();
    let text = ["html", "xml", "text/plain", "zip", "octet-stream"].iter().any(|known| kind.contains(known));
    if !text {
        return Err(fault(format!("`{at}` answers with {kind}, not with a publication"), BY_HAND));
    }
    let long = response.body().content_length().is_some_and(|length| length > limits.bytes as u64);
    let too_large = || fault(format!("`{at}` answers with more than {} bytes", limits.bytes), BY_HAND);
    if long {
        return Err(too_large());
    }
    let bytes = response.body_mut().with_config().limit(limits.bytes as u64).read_to_vec();
    let bytes = bytes.map_err(|error| match &error {
        ureq::Error::BodyExceedsLimit(_) => too_large(),
        ureq::Error::Timeout(_) => unanswered(at, &error, limits),
        ureq::Error::Io(inner) if is_slow(inner) => unanswered(at, &error, limits),
        error => fault(format!("`{at}` broke off: {error}"), "try again; nothing was kept"),
    })?;
    Ok(Source { name: at.to_string(), bytes })
}
