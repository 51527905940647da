//! Downloads from a small server on this machine that behaves well or badly.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dpakit::official::fetch::{Limits, fetch};
use dpakit::official::import;

use super::fixture::{UNITS, XHTML, asked, nowhere, seals};

type Answer = dyn Fn(&str, &mut TcpStream) + Send + Sync;

/// Serves every request with an answer; returns the address, and the requests as they came.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/celex/39999D0001", listener.local_addr().expect("an address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (answer, log): (Arc<Answer>, _) = (Arc::new(answer), asked.clone());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (answer, log, mut stream) = (answer.clone(), log.clone(), stream);
            thread::spawn(move || {
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                log.lock().expect("a log").push(request.clone());
                answer(&request, &mut stream);
            });
        }
    });
    (address, asked)
}

fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    // A client that has gone away is no concern of the server.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    let _ = stream.write_all(body);
}

const XHTML_TYPE: &str = "Content-Type: application/xhtml+xml;charset=UTF-8\r\n";

fn limits() -> Limits {
    Limits { time: Duration::from_secs(2), bytes: 1 << 20, redirects: 3 }
}

/// The one fault that a download ends in.
fn fault(from: &str, limits: Limits) -> String {
    let found = fetch("39999D0001", "en", Some(from), limits).expect_err("a fault");
    assert_eq!((found.len(), found[0].code.0), (1, "FIL-FETCH"), "{found:?}");
    assert!(!found[0].help.is_empty());
    found[0].message.clone()
}

#[test]
fn a_publication_comes_by_redirects_and_is_held_against_its_seal() {
    let (address, log) = serve(|request, stream| {
        if request.starts_with("GET /celex/") {
            reply(stream, "303 See Other", "Location: /cellar/1.0006.03/DOC_1\r\n", b"");
        } else {
            reply(stream, "200 OK", XHTML_TYPE, XHTML.as_bytes());
        }
    });
    let source =
        fetch("39999D0001", "en", Some(&address), limits()).unwrap_or_else(|found| panic!("{found:?}"));
    assert!(source.name.ends_with("/cellar/1.0006.03/DOC_1"), "{}", source.name);
    let imported = import(&[source], &asked(), &seals(), &nowhere()).expect("a text");
    assert_eq!(imported.text.provenance.counts.strict, UNITS);
    let requests = log.lock().expect("a log").clone();
    assert_eq!(requests.len(), 2);
    for request in requests.iter().map(|request| request.to_lowercase()) {
        assert!(request.contains("accept-language: eng\r\n"), "{request}");
        assert!(request.contains("accept: application/xhtml+xml"), "{request}");
    }
}

#[test]
fn several_files_come_in_an_archive() {
    let (address, _) = serve(|request, stream| {
        if !request.to_lowercase().contains("accept: application/zip;mtype=xhtml") {
            return reply(stream, "300 Multiple Choices", "Content-Type: text/html\r\n", b"<ul></ul>");
        }
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("DOC_1.xhtml", zip::write::SimpleFileOptions::default()).expect("a file");
        zip.write_all(XHTML.as_bytes()).expect("its text");
        let zip = zip.finish().expect("an archive").into_inner();
        reply(stream, "200 OK", "Content-Type: application/zip\r\n", &zip);
    });
    let source =
        fetch("39999D0001", "en", Some(&address), limits()).unwrap_or_else(|found| panic!("{found:?}"));
    let imported = import(&[source], &asked(), &seals(), &nowhere()).expect("a text");
    assert_eq!(imported.text.provenance.counts.strict, UNITS);
}

#[test]
fn servers_that_fail_are_named() {
    let (address, _) = serve(|_, stream| reply(stream, "404 Not Found", "", b"no"));
    assert!(fault(&address, limits()).starts_with("there is no 39999D0001 in the language `en`"));
    let (address, _) = serve(|_, stream| reply(stream, "503 Busy", "", b"no"));
    assert!(fault(&address, limits()).contains("answers 503"));
    let (address, _) = serve(|_, stream| reply(stream, "200 OK", "Content-Type: image/png\r\n", b"x"));
    assert!(fault(&address, limits()).contains("answers with image/png"));
    let (address, _) = serve(|_, stream| reply(stream, "302 Found", "", b""));
    assert!(fault(&address, limits()).contains("points elsewhere without saying where"));
    let (address, _) = serve(|_, stream| reply(stream, "302 Found", "Location: /celex/again\r\n", b""));
    assert!(fault(&address, limits()).contains("more than 3 redirects"));
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    assert!(fault(&format!("http://{gone}/"), limits()).contains("cannot be reached"));
}

#[test]
fn a_body_that_breaks_off_or_never_ends_is_named() {
    let (address, _) = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n{XHTML_TYPE}Content-Length: {}\r\n\r\n", XHTML.len());
        let _ = stream.write_all(&XHTML.as_bytes()[..1000]);
    });
    assert!(fault(&address, limits()).contains("broke off"));
    let (address, _) = serve(|_, stream| reply(stream, "200 OK", XHTML_TYPE, &vec![b'a'; 2 << 20]));
    assert!(fault(&address, limits()).contains("more than 1048576 bytes"));
    let (address, _) = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n{XHTML_TYPE}Connection: close\r\n\r\n");
        while stream.write_all(&[b'a'; 4096]).is_ok() {}
    });
    assert!(fault(&address, limits()).contains("more than 1048576 bytes"));
}

#[test]
fn a_slow_answer_is_not_waited_for() {
    let quick = Limits { time: Duration::from_millis(400), ..limits() };
    let (address, _) = serve(|_, _| thread::sleep(Duration::from_secs(20)));
    let began = Instant::now();
    assert!(fault(&address, quick).contains("did not answer within"));
    let (address, _) = serve(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n{XHTML_TYPE}Connection: close\r\n\r\n");
        while stream.write_all(b"a").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
    });
    assert!(fault(&address, quick).contains("did not answer within"));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn only_safe_addresses_are_asked() {
    for from in [
        "http://example.org/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "x",
        "",
        "http://127.0.0.1.example.org/",
    ] {
        let message = fault(from, limits());
        assert!(message.contains("is not asked") || message.contains("is no address"), "{message}");
    }
    let (address, log) =
        serve(|_, stream| reply(stream, "302 Found", "Location: http://example.org/x\r\n", b""));
    assert!(fault(&address, limits()).contains("`http://example.org/x` is not asked"));
    assert_eq!(log.lock().expect("a log").len(), 1);
    let found = fetch("32021 D0914", "en", None, limits()).expect_err("no number");
    assert!(found[0].message.contains("is no CELEX number"));
    let found = fetch("32021D0914", "tlh", None, limits()).expect_err("no language");
    assert!(found[0].message.contains("is no language of the Union"));
}

#[test]
fn another_document_is_refused() {
    let (address, _) =
        serve(|_, stream| reply(stream, "200 OK", XHTML_TYPE, b"<html><p>Clause 1</p></html>"));
    let source = fetch("39999D0001", "en", Some(&address), limits()).expect("a document");
    let found = import(&[source], &asked(), &seals(), &nowhere()).expect_err("another document");
    assert_eq!(found[0].code.0, "SCC-FOREIGN");
}
