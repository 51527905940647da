//! A real S3 server on this machine, and a network that fails: busy answers, connections cut midway, a
//! server that is away for a while or stays away.
//!
//! The server is moto (`pip install 'moto[server]'`), in `target/moto` or on the path. Without it these
//! tests say that they are skipped.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::*;

const FORMATS: [&str; 2] = ["--format", "md,html"];

/// A server with a bucket `papers`.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start() -> Option<Server> {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/moto/bin/moto_server");
        let program = if own.exists() { own } else { PathBuf::from("moto_server") };
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("a port").port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let Ok(child) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
            eprintln!("skipped: moto_server is not installed (pip install 'moto[server]' in target/moto)");
            return None;
        };
        let server = Server { child, port };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "the server does not begin");
            thread::sleep(Duration::from_millis(100));
        }
        server.ask("PUT", "/papers", b"");
        Some(server)
    }

    /// Sends a request past all trouble, and returns the body of the answer.
    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server");
        let key = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {key}\r\n\
             Content-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).expect("the server");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        assert!(answer.starts_with(b"HTTP/1.1 20"), "{method} {path}: {}", String::from_utf8_lossy(&answer));
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
        answer.split_off(end)
    }

    /// Names of all objects below a prefix.
    fn names(&self, prefix: &str) -> Vec<String> {
        let listed = self.ask("GET", &format!("/papers?list-type=2&prefix={prefix}/"), b"");
        let listed = String::from_utf8(listed).expect("text");
        assert!(listed.contains("<IsTruncated>false"), "more objects than one answer lists");
        let names = listed.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        names.map(|name| name[prefix.len() + 1..].to_owned()).collect()
    }

    /// Every object below a prefix that is for others.
    fn objects(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let names = self.names(prefix).into_iter().filter(|name| !name.starts_with(".dpakit/"));
        names.map(|name| (name.clone(), self.ask("GET", &format!("/papers/{prefix}/{name}"), b""))).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What goes wrong between a run and the server.
#[derive(Clone, Copy, Default)]
struct Trouble {
    /// Every so many requests are answered with 503.
    busy: usize,
    /// Every so many connections are cut midway, in the request or in the answer by turns.
    cut: usize,
    /// The listener closes at this request,
    away_at: usize,
    /// and opens again after this time.
    away_for: Option<Duration>,
}

/// A line to the server that has trouble.
struct Proxy {
    port: u16,
    line: Arc<Line>,
}

struct Line {
    server: u16,
    trouble: Trouble,
    requests: AtomicUsize,
    ended: AtomicBool,
    /// The first lines of all requests.
    log: Mutex<Vec<String>>,
    /// How often something was made to fail: busy, cut, away.
    failed: [AtomicUsize; 3],
}

impl Proxy {
    fn before(server: &Server, trouble: Trouble) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let line = Arc::new(Line {
            server: server.port,
            trouble,
            requests: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
            log: Mutex::default(),
            failed: Default::default(),
        });
        let shared = Arc::clone(&line);
        thread::spawn(move || shared.run(listener, port));
        Proxy { port, line }
    }

    fn log(&self) -> Vec<String> {
        self.line.log.lock().expect("a log").clone()
    }

    fn failed(&self) -> [usize; 3] {
        [0, 1, 2].map(|kind| self.line.failed[kind].load(Ordering::SeqCst))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.ended.store(true, Ordering::SeqCst);
    }
}

impl Line {
    fn run(self: Arc<Line>, first: TcpListener, port: u16) {
        let mut listener = first;
        listener.set_nonblocking(true).expect("a listener");
        while !self.ended.load(Ordering::SeqCst) {
            let Ok((client, _)) = listener.accept() else {
                thread::sleep(Duration::from_millis(2));
                continue;
            };
            let number = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
            if number == self.trouble.away_at {
                drop((client, listener));
                self.failed[2].fetch_add(1, Ordering::SeqCst);
                let Some(time) = self.trouble.away_for else { return };
                thread::sleep(time);
                listener = TcpListener::bind(("127.0.0.1", port)).expect("the same port");
                listener.set_nonblocking(true).expect("a listener");
                continue;
            }
            client.set_nonblocking(false).expect("a connection");
            let line = Arc::clone(&self);
            // What breaks on the way is what the tests are about.
            thread::spawn(move || drop(line.carry(client, number)));
        }
    }

    /// Carries one connection, which has one request: the server closes it after each.
    fn carry(&self, mut client: TcpStream, number: usize) -> std::io::Result<()> {
        let mut seen = [0; 4096];
        let length = client.peek(&mut seen)?;
        let line = String::from_utf8_lossy(&seen[..length]).lines().next().unwrap_or_default().to_owned();
        self.log.lock().expect("a log").push(line);
        let due = |every: usize, at: usize| every > 0 && number % every == at % every;
        if due(self.trouble.busy, 1) {
            self.failed[0].fetch_add(1, Ordering::SeqCst);
            return client
                .write_all(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        let cut = due(self.trouble.cut, 2).then_some(number / self.trouble.cut.max(1) % 2);
        if cut.is_some() {
            self.failed[1].fetch_add(1, Ordering::SeqCst);
        }
        let server = TcpStream::connect(("127.0.0.1", self.server))?;
        if cut == Some(0) {
            let _ = copy(client.try_clone()?, server.try_clone()?, 600);
            server.shutdown(Shutdown::Both)?;
            return client.shutdown(Shutdown::Both);
        }
        let up = (client.try_clone()?, server.try_clone()?);
        thread::spawn(move || drop(copy(up.0, up.1, usize::MAX)));
        // Short enough to end within the head or the body of an answer, after the server has done it all.
        copy(server.try_clone()?, client.try_clone()?, if cut == Some(1) { 150 } else { usize::MAX })?;
        let _ = server.shutdown(Shutdown::Both);
        client.shutdown(Shutdown::Both)
    }
}

/// Copies up to a number of bytes.
fn copy(mut from: TcpStream, mut to: TcpStream, most: usize) -> std::io::Result<()> {
    let (mut buffer, mut left) = ([0; 16 << 10], most);
    while left > 0 {
        let length = buffer.len().min(left);
        let length = from.read(&mut buffer[..length])?;
        if length == 0 {
            break;
        }
        to.write_all(&buffer[..length])?;
        left -= length;
    }
    Ok(())
}

/// Runs a batch into the bucket, by way of a port.
fn run(desk: &Desk, port: u16, prefix: &str, options: &[&str]) -> Ran {
    let mut command = desk.command(&format!("s3://papers/{prefix}"), options);
    command.envs([
        ("AWS_ENDPOINT", format!("http://127.0.0.1:{port}").as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
    ]);
    Ran::of(command.output().expect("dpakit"))
}

#[test]
fn a_bucket_holds_what_a_folder_would() {
    let Some(server) = Server::start() else { return };
    let proxy = Proxy::before(&server, Trouble::default());
    let desk = Desk::with(6);
    assert_eq!(desk.run("folder", &FORMATS).code, 0);
    let first = run(&desk, proxy.port, "a/b", &FORMATS);
    assert_eq!((first.code, first.count("written")), (0, 6), "{}", first.said);
    assert_eq!(server.objects("a/b"), desk.files("folder"));

    // Of each pack the manifest is asked for after all others.
    let puts = proxy.log();
    for key in ["P000000", "P000005"] {
        let of_pack: Vec<&String> =
            puts.iter().filter(|line| line.contains(&format!("PUT /papers/a/b/{key}/"))).collect();
        assert!(
            of_pack.len() > 2 && of_pack.last().expect("a line").contains("manifest.json"),
            "{of_pack:?}"
        );
    }

    let before = proxy.log().len();
    let second = run(&desk, proxy.port, "a/b", &FORMATS);
    assert_eq!((second.code, second.count("unchanged")), (0, 6), "{}", second.said);
    let asked = proxy.log().split_off(before);
    assert!(!asked.is_empty() && asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");

    let mut rows: Vec<String> = (0..5).map(|number| partners::json(&partners::partner(number))).collect();
    rows[3] = rows[3].replace("Quay Street", "New Street");
    desk.lines(&rows);
    let third = run(&desk, proxy.port, "a/b", &["--format", "md,html", "--prune"]);
    assert_eq!((third.keys("written"), third.count("removed")), (vec!["P000003"], 1), "{}", third.said);
    assert_eq!(desk.run("folder", &["--format", "md,html", "--prune"]).code, 0);
    assert_eq!(server.objects("a/b"), desk.files("folder"));

    server.ask("PUT", "/papers/a/b/P000004/dpa.md", b"mine");
    let fourth = run(&desk, proxy.port, "a/b", &FORMATS);
    assert_eq!((fourth.code, fourth.count("refused")), (3, 1), "{}", fourth.said);
    assert_eq!(server.ask("GET", "/papers/a/b/P000004/dpa.md", b""), b"mine");
}

#[test]
fn a_network_that_fails_now_and_then_changes_nothing() {
    let Some(server) = Server::start() else { return };
    let desk = Desk::with(8);
    assert_eq!(desk.run("folder", &FORMATS).code, 0);
    let trouble = Trouble { busy: 5, cut: 4, away_at: 20, away_for: Some(Duration::from_secs(3)) };
    let proxy = Proxy::before(&server, trouble);
    let ran = run(&desk, proxy.port, "rough", &FORMATS);
    assert_eq!((ran.code, ran.count("written")), (0, 8), "{}", ran.said);
    assert!(proxy.failed().iter().all(|count| *count > 0), "{:?}", proxy.failed());
    assert_eq!(server.objects("rough"), desk.files("folder"));

    // Packs that are replaced, with the same troubles.
    let rows = (0..8).map(|number| partners::json(&partners::partner(number)).replace("Quay", "New"));
    desk.lines(&rows.collect::<Vec<_>>());
    let ran = run(&desk, proxy.port, "rough", &["--format", "md"]);
    assert_eq!((ran.code, ran.count("refused")), (0, 0), "{}", ran.said);
    assert_eq!(desk.run("folder", &["--format", "md"]).code, 0);
    assert_eq!(server.objects("rough"), desk.files("folder"));
}

#[test]
fn a_store_that_stays_away_ends_the_run_and_the_next_goes_on() {
    let Some(server) = Server::start() else { return };
    // More than a group, so that some packs are finished when the store goes away.
    let desk = Desk::with(90);
    assert_eq!(desk.run("folder", &[]).code, 0);
    let away = Proxy::before(&server, Trouble { away_at: 160, ..Trouble::default() });
    let start = Instant::now();
    let ran = run(&desk, away.port, "away", &["--patience", "3"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    assert_eq!(away.failed()[2], 1);
    assert!(ran.said.contains("FIL-STORE") && ran.said.contains("goes on"), "{}", ran.said);
    assert!(start.elapsed() < Duration::from_secs(60), "it ends in time");
    let finished = ran.keys("written").len();
    assert!(finished > 0 && finished < 90, "{finished} packs were finished");
    let folder = desk.files("folder");
    for (name, bytes) in server.objects("away") {
        assert_eq!(folder.get(&name), Some(&bytes), "{name}");
    }

    // Another table meanwhile: what was put of packs that never appeared is in nobody's way.
    let mut rows: Vec<String> = (0..90).map(|number| partners::json(&partners::partner(number))).collect();
    rows.iter_mut().skip(finished).for_each(|row| *row = row.replace("Quay", "New"));
    desk.lines(&rows);
    let next = run(&desk, server.port, "away", &[]);
    assert_eq!(next.code, 0, "{}", next.said);
    assert_eq!(next.count("unchanged") as usize, finished);
    assert_eq!(desk.run("folder", &[]).code, 0);
    assert_eq!(server.objects("away"), desk.files("folder"));
    let ours = server.names("away").into_iter().filter(|name| name.starts_with(".dpakit/"));
    assert_eq!(ours.count(), 1, "the journal, tidied");
}

#[test]
fn a_large_archive_goes_in_parts_also_where_the_network_fails() {
    let Some(server) = Server::start() else { return };
    let desk = Desk::with(1);
    // Words enough for more than one part: in Markdown, and once more in HTML.
    let recital = format!("    {:?},\n", "The Provider runs software. ".repeat(700).trim());
    let pack = partners::PACK.replace("recitals = [\n", &format!("recitals = [\n{}", recital.repeat(260)));
    fs::write(desk.path("pack.toml"), pack).expect("a file");
    let options = ["--tar", "--format", "md,html"];
    let ran = desk.run("folder", &options);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let size = desk.files("folder")["P000000.tar"].len();
    assert!(size > 9 << 20, "{size} bytes are put at once");
    let proxy = Proxy::before(&server, Trouble { busy: 4, cut: 5, ..Trouble::default() });
    let ran = run(&desk, proxy.port, "large", &options);
    assert_eq!((ran.code, ran.count("written")), (0, 1), "{}", ran.said);
    assert!(proxy.log().iter().any(|line| line.contains("partNumber=2")), "{:?}", proxy.log());
    assert_eq!(server.objects("large"), desk.files("folder"));
    assert_eq!(run(&desk, server.port, "large", &options).count("unchanged"), 1);
}
