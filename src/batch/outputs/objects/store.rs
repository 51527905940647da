//! Object storage by plain calls: the one room that waits for a network on a runtime of its own.
//!
//! Each request is tried again, with growing pauses, while what fails may pass: an answer that breaks off,
//! a store that is busy or away. After the patience that was asked for it is given up, so that a run ends.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    BackoffConfig, Error, ObjectStore, ObjectStoreExt, PutMode, PutPayload, PutResult, RetryConfig,
};
use tokio::runtime::{Builder, Runtime};

use crate::batch::Digest;

/// Requests under way at once: enough that a run does not wait for the time that each takes.
const AT_ONCE: usize = 32;
/// Packs that are put at once; their files share the requests.
const PACKS_AT_ONCE: usize = 8;
/// Larger files are put in parts of this length, several at once.
const PART: usize = 8 << 20;
const PARTS_AT_ONCE: usize = 4;
/// How often what `object_store` itself gives up is begun anew: it does so with an answer that breaks off.
const ANEW: u32 = 6;

/// A store, and where in it everything lies.
pub struct Store {
    runtime: Runtime,
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    patience: Duration,
}

/// An object as a listing has it.
pub struct Object {
    /// Its name below the prefix.
    pub name: String,
    /// Length.
    pub bytes: u64,
    /// What is another after each change.
    pub stamp: u64,
}

/// The objects of a pack.
#[derive(Default)]
pub struct Pack {
    /// Names and contents, the one that makes the pack whole last.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is removed then.
    pub gone: Vec<String>,
}

/// What went wrong at the store, as opposed to the disk of this machine.
#[derive(Debug)]
struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Whether an error is one of a store.
pub fn is_of_store(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Failure>())
}

impl Store {
    /// Opens the store of an address; nothing is asked of it yet.
    ///
    /// # Errors
    /// Why it is no address of a store.
    pub fn open(address: &str, patience: Duration) -> Result<Store, String> {
        let said = |error: &dyn std::error::Error| words(error);
        let (scheme, rest) = address.split_once("://").unwrap_or_default();
        let (bucket, path) = rest.split_once('/').unwrap_or((rest, ""));
        let store: Arc<dyn ObjectStore> = match (scheme, bucket) {
            ("file", "") => Arc::new(LocalFileSystem::new().with_automatic_cleanup(true)),
            ("memory", "") => Arc::new(InMemory::new()),
            ("s3" | "s3a", bucket) if !bucket.is_empty() => {
                // Another part of the program may have chosen already; then that holds.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let builder = AmazonS3Builder::from_env().with_url(address).with_retry(retry(patience));
                Arc::new(builder.build().map_err(|error| said(&error))?)
            }
            _ => {
                return Err(
                    "it is no address of the form `s3://bucket/prefix` or `file:///folder`".to_owned()
                );
            }
        };
        let prefix = Path::from_url_path(path).map_err(|error| said(&error))?;
        Store::of(store, prefix, patience).map_err(|error| error.to_string())
    }

    /// Opens a part of a store.
    ///
    /// # Errors
    /// The system has no means to wait for a network.
    pub fn of(store: Arc<dyn ObjectStore>, prefix: Path, patience: Duration) -> io::Result<Store> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Store { runtime, store, prefix, patience })
    }

    /// What `take` makes of all objects below a name; of all, if it is empty.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn list<T>(&self, below: &str, take: impl Fn(Object) -> Option<T>) -> io::Result<Vec<T>> {
        let prefix = self.path(below)?;
        let start = if prefix.as_ref().is_empty() { 0 } else { prefix.as_ref().len() + 1 };
        self.wait(async || {
            let mut taken = Vec::new();
            let mut listed = self.store.list(Some(&prefix));
            while let Some(meta) = listed.try_next().await? {
                let name = meta.location.as_ref().get(start..).unwrap_or_default().to_owned();
                let stamp = stamp(meta.e_tag.as_deref(), &meta.last_modified.to_rfc3339());
                taken.extend(take(Object { name, bytes: meta.size, stamp }));
            }
            Ok(taken)
        })
    }

    /// The contents of objects, in the order of the names; none for one that is not there.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn read(&self, names: &[String]) -> io::Result<Vec<Option<Vec<u8>>>> {
        let paths: Vec<Path> = names.iter().map(|name| self.path(name)).collect::<io::Result<_>>()?;
        let read = stream::iter(&paths).map(|path| self.attempt(async || self.get(path).await));
        self.runtime.block_on(read.buffered(AT_ONCE).try_collect()).map_err(|error| failure(&error))
    }

    async fn get(&self, path: &Path) -> object_store::Result<Option<Vec<u8>>> {
        match self.store.get(path).await {
            Ok(found) => Ok(Some(found.bytes().await?.into())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts an object in its place, whatever stands there.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name)?;
        self.runtime.block_on(self.put_at(&path, bytes)).map(|_| ()).map_err(|error| failure(&error))
    }

    /// Puts an object where nothing stands yet. Whether it could.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn create(&self, name: &str, bytes: &[u8]) -> io::Result<bool> {
        let path = self.path(name)?;
        let payload = PutPayload::from(bytes.to_vec());
        self.wait(async || match self.store.put_opts(&path, payload.clone(), PutMode::Create.into()).await {
            Ok(_) => Ok(true),
            // It may be ours: put, and only the answer was lost.
            Err(Error::AlreadyExists { .. }) => Ok(self.get(&path).await?.as_deref() == Some(bytes)),
            Err(error) => Err(error),
        })
    }

    /// Puts packs in their places, and returns the stamps of their objects. Each appears by its last object.
    ///
    /// # Errors
    /// The store does not answer. Of each pack any files may be in place, the last one only with all.
    pub fn put_packs(&self, packs: &[Pack]) -> io::Result<Vec<Vec<u64>>> {
        let put = stream::iter(packs).map(|pack| self.put_pack(pack));
        self.runtime.block_on(put.buffered(PACKS_AT_ONCE).try_collect())
    }

    async fn put_pack(&self, pack: &Pack) -> io::Result<Vec<u64>> {
        let put = async |(name, bytes): &(String, Vec<u8>)| {
            let path = self.path(name)?;
            self.put_at(&path, bytes).await.map_err(|error| failure(&error))
        };
        let Some((last, others)) = pack.files.split_last() else { return Ok(Vec::new()) };
        let others = stream::iter(others).map(put).buffered(AT_ONCE / PACKS_AT_ONCE);
        let mut stamps: Vec<u64> = others.try_collect().await?;
        stamps.push(put(last).await?);
        if !pack.gone.is_empty() {
            self.remove(&pack.gone).await?;
        }
        Ok(stamps)
    }

    async fn put_at(&self, path: &Path, bytes: &[u8]) -> object_store::Result<u64> {
        let done = if bytes.len() > PART {
            self.attempt(async || self.put_in_parts(path, bytes).await).await?
        } else {
            let payload = PutPayload::from(bytes.to_vec());
            self.attempt(async || self.store.put(path, payload.clone()).await).await?
        };
        match done.e_tag {
            Some(tag) => Ok(stamp(Some(&tag), "")),
            None => {
                let there = self.attempt(async || self.store.head(path).await).await?;
                Ok(stamp(there.e_tag.as_deref(), &there.last_modified.to_rfc3339()))
            }
        }
    }

    async fn put_in_parts(&self, path: &Path, bytes: &[u8]) -> object_store::Result<PutResult> {
        let mut upload = self.store.put_multipart(path).await?;
        let put = async {
            for several in bytes.chunks(PARTS_AT_ONCE * PART) {
                let parts = several.chunks(PART).map(|part| upload.put_part(part.to_vec().into()));
                futures_util::future::try_join_all(parts).await?;
            }
            upload.complete().await
        };
        let put = put.await;
        if put.is_err() {
            // Parts that are left cost money; but a store that is away is not waited for once more.
            let _ = tokio::time::timeout(Duration::from_secs(5), upload.abort()).await;
        }
        // An upload that is not found was completed, and the answer was lost: it is made anew.
        put.map_err(|error| match error {
            Error::NotFound { source, .. } => Error::Generic { store: "upload", source },
            error => error,
        })
    }

    /// Removes objects; those that are gone already are no error.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn delete(&self, names: &[String]) -> io::Result<()> {
        self.runtime.block_on(self.remove(names))
    }

    async fn remove(&self, names: &[String]) -> io::Result<()> {
        let paths: Vec<Path> = names.iter().map(|name| self.path(name)).collect::<io::Result<_>>()?;
        let removed = self.attempt(async || {
            let each = stream::iter(paths.clone()).map(Ok).boxed();
            let mut removed = self.store.delete_stream(each);
            while let Some(one) = removed.next().await {
                match one {
                    Ok(_) | Err(Error::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        });
        removed.await.map_err(|error| failure(&error))
    }

    fn path(&self, name: &str) -> io::Result<Path> {
        let whole = match (self.prefix.as_ref(), name) {
            (prefix, "") => prefix.to_owned(),
            ("", name) => name.to_owned(),
            (prefix, name) => format!("{prefix}/{name}"),
        };
        Path::parse(whole).map_err(|error| failure(&error))
    }

    fn wait<T>(&self, work: impl AsyncFn() -> object_store::Result<T>) -> io::Result<T> {
        self.runtime.block_on(self.attempt(work)).map_err(|error| failure(&error))
    }

    async fn attempt<T>(&self, work: impl AsyncFn() -> object_store::Result<T>) -> object_store::Result<T> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(100);
        for _ in 1..ANEW {
            match work().await {
                Err(error) if may_pass(&error) && start.elapsed() < self.patience => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                done => return done,
            }
        }
        work().await
    }
}

/// How `object_store` itself tries again: a store that is busy, and one that cannot be reached.
fn retry(patience: Duration) -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(5),
        base: 2.0,
    };
    RetryConfig { backoff, max_retries: usize::MAX, retry_timeout: patience }
}

/// Whether a thing may go well the next time. What is a matter of names or rights does not.
fn may_pass(error: &Error) -> bool {
    matches!(error, Error::Generic { .. } | Error::JoinError { .. })
}

/// The tag of an object as a number, or its time where the store has no tags.
fn stamp(tag: Option<&str>, modified: &str) -> u64 {
    // Listings and answers differ in quotation marks.
    let text = tag.map_or(modified, |tag| tag.trim_start_matches("W/").trim_matches('"'));
    Digest::of(&[text.as_bytes()]).short()
}

fn failure(error: &(dyn std::error::Error + 'static)) -> io::Error {
    io::Error::other(Failure(words(error)))
}

/// An error with its causes in one line.
fn words(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = inner.source();
    }
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What `object_store` says, for people: what was asked where, and what came of it. How often it was tried
/// and the XML around an answer are left out.
fn plain(text: &str) -> String {
    let within = |open: &str, close: &str| Some(text.split_once(open)?.1.split_once(close)?.0);
    let asked = text.split_once("Error performing ").map(|(_, rest)| rest);
    // The last request is the one that failed: `PUT https://… in 3s, after 5 retries - what came of it`.
    let asked = asked.map(|rest| rest.rsplit_once("Error performing ").map_or(rest, |(_, last)| last));
    let Some((asked, came)) = asked.and_then(|asked| asked.split_once(" - ")) else { return text.to_owned() };
    let asked = asked.split(" in ").next().unwrap_or(asked).split('?').next().unwrap_or(asked);
    match (within("<Code>", "</Code>"), within("<Message>", "</Message>")) {
        (Some(code), Some(message)) => format!("{asked}: {message} ({code})"),
        _ => format!("{asked}: {}", came.trim_start_matches("HTTP error: ")),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_went_wrong_is_said_in_short() {
        let answer = "Generic S3 error: Error performing list request: Error performing GET http://a:1/b?x=y in \
            6.0ms - Server returned non-2xx status code: 404 Not Found: <?xml version=\"1.0\"?> <Error><Code>NoSuchBucket\
            </Code><Message>The specified bucket does not exist</Message></Error>";
        assert_eq!(plain(answer), "GET http://a:1/b: The specified bucket does not exist (NoSuchBucket)");
        let refused = "Generic S3 error: Error performing PUT http://a:1/b in 2.6s, after 10 retries, max_retries: \
            9, retry_timeout: 2s - HTTP error: error sending request: Connection refused";
        assert_eq!(plain(refused), "PUT http://a:1/b: error sending request: Connection refused");
        assert_eq!(plain("Object at location x not found"), "Object at location x not found");
    }
}
