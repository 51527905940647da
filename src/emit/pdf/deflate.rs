//! Compression (RFC 1950), with one state for all streams that a thread compresses: setting one up costs more
//! than compressing a page.

use std::cell::Cell;
use std::sync::Arc;

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::memo::Store;

/// Bytes of a stream that is not worth compressing.
const SHORT: usize = 80;

thread_local! {
    /// The states of this thread, while nobody compresses.
    static RESTING: Cell<Option<Box<States>>> = const { Cell::new(None) };
}

/// Compresses streams, one after the other.
pub struct Deflater(Box<States>);

/// The level of compression: half the time of level 6, and files a fiftieth larger.
const LEVEL: u32 = 3;
/// The header of a stream of such a level (RFC 1950, 2.2).
const HEADER: [u8; 2] = [0x78, 0x5e];

/// The states of compressions, each made when it is first needed.
#[derive(Default)]
struct States {
    whole: Option<Compress>,
    of_pieces: Option<Compress>,
}

/// A state as a new one.
fn fresh(state: &mut Option<Compress>, zlib: bool) -> &mut Compress {
    match state {
        Some(state) => {
            state.reset();
            state
        }
        None => state.insert(Compress::new(Compression::new(LEVEL), zlib)),
    }
}

impl Drop for Deflater {
    fn drop(&mut self) {
        // A thread that is ending keeps nothing.
        let _ = RESTING.try_with(|resting| resting.set(Some(std::mem::take(&mut self.0))));
    }
}

impl Deflater {
    /// With the states of this thread.
    pub fn new() -> Deflater {
        Deflater(RESTING.with(Cell::take).unwrap_or_default())
    }

    /// A stream of some pieces, each compressed by itself if it is not known from another stream; then of
    /// a short rest, which is other everywhere and stays as it is.
    pub fn pieces(&mut self, pieces: &[&[u8]], rest: &[u8], memo: &Store<Arc<[u8]>>) -> lopdf::Stream {
        let mut out = HEADER.to_vec();
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            match memo.get(piece) {
                Some(known) => out.extend_from_slice(&known),
                None => {
                    let compressed = self.piece(piece);
                    out.extend_from_slice(&compressed);
                    let size = compressed.len();
                    memo.put(piece, compressed.into(), size);
                }
            }
        }
        let most = usize::from(u16::MAX);
        for block in rest.chunks(most) {
            stored(&mut out, block, false);
        }
        stored(&mut out, &[], true);
        let mut sum = Sum::default();
        pieces.iter().chain([&rest]).for_each(|piece| sum.add(piece));
        out.extend(sum.value().to_be_bytes());
        let dictionary = lopdf::dictionary! { "Filter" => "FlateDecode" };
        lopdf::Stream::new(dictionary, out).with_compression(false)
    }

    /// Blocks that others may follow: they end at the end of a byte (RFC 1951).
    fn piece(&mut self, bytes: &[u8]) -> Vec<u8> {
        let state = fresh(&mut self.0.of_pieces, false);
        let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
        loop {
            let done = usize::try_from(state.total_in()).unwrap_or(usize::MAX).min(bytes.len());
            let status = state.compress_vec(&bytes[done..], &mut out, FlushCompress::Sync);
            if status.is_err() || out.len() < out.capacity() {
                return out;
            }
            out.reserve(bytes.len() / 3 + 64);
        }
    }

    /// The stream compressed, where that makes it smaller and nothing speaks against it.
    pub fn stream(&mut self, mut stream: lopdf::Stream) -> lopdf::Stream {
        self.compress(&mut stream);
        stream
    }

    /// The same where it stands.
    pub fn compress(&mut self, stream: &mut lopdf::Stream) {
        if !stream.allows_compression || stream.dict.has(b"Filter") {
            return;
        }
        if stream.content.len() >= SHORT
            && let Some(compressed) = compress(fresh(&mut self.0.whole, true), &stream.content)
        {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(compressed);
        }
        stream.allows_compression = false;
    }
}

/// The compressed bytes, if they are fewer: `None` where compression saves nothing to speak of.
fn compress(state: &mut Compress, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
    loop {
        let done = usize::try_from(state.total_in()).unwrap_or(usize::MAX).min(bytes.len());
        match state.compress_vec(&bytes[done..], &mut out, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => break,
            Ok(_) if out.len() < bytes.len() => out.reserve(bytes.len() / 3 + 64),
            _ => return None,
        }
    }
    (out.len() + 20 < bytes.len()).then_some(out)
}

/// Writes a block as it is (RFC 1951, 3.2.4).
fn stored(out: &mut Vec<u8>, block: &[u8], last: bool) {
    let length = block.len() as u16;
    out.push(u8::from(last));
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend_from_slice(block);
}

/// The checksum of a stream (Adler-32: RFC 1950, 8).
struct Sum(u32, u32);

impl Default for Sum {
    fn default() -> Sum {
        Sum(1, 0)
    }
}

impl Sum {
    const BASE: u32 = 65_521;
    /// As many bytes as can be added before a sum is too large.
    const MOST: usize = 5_552;

    fn add(&mut self, bytes: &[u8]) {
        for some in bytes.chunks(Self::MOST) {
            for &byte in some {
                self.0 += u32::from(byte);
                self.1 += self.0;
            }
            self.0 %= Self::BASE;
            self.1 %= Self::BASE;
        }
    }

    fn value(&self) -> u32 {
        self.1 << 16 | self.0
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Deflater;
    use crate::emit::pdf::Memo;

    #[test]
    fn pieces_are_one_stream() {
        let memo = Memo::default();
        let long: Vec<u8> =
            (0..200_000_u32).flat_map(|number| number.wrapping_mul(number).to_be_bytes()).collect();
        let text = b"some words and some words again ".repeat(90);
        let mut deflater = Deflater::new();
        let nothing: &[u8] = b"";
        for rest in [nothing, b"the rest", &long] {
            let (text, long) = (&text[..], &long[..]);
            for pieces in [&[][..], &[text], &[text, nothing, long], &[long, text]] {
                let stream = deflater.pieces(pieces, rest, &memo.streams);
                let again = Deflater::new().pieces(pieces, rest, &Memo::default().streams);
                assert!(stream.content == again.content);
                let mut back = Vec::new();
                flate2::read::ZlibDecoder::new(&stream.content[..]).read_to_end(&mut back).unwrap();
                assert!(back == [pieces.concat(), rest.to_vec()].concat());
            }
        }
    }

    fn stream(deflater: &mut Deflater, bytes: &[u8]) -> lopdf::Stream {
        deflater.stream(lopdf::Stream::new(lopdf::Dictionary::new(), bytes.to_vec()))
    }

    #[test]
    fn streams_do_not_depend_on_those_before() {
        let (first, second) = (vec![b'a'; 100_000], b"some words and some words again ".repeat(9));
        let alone = std::thread::scope(|scope| {
            let second = &second;
            scope.spawn(move || stream(&mut Deflater::new(), second).content).join().unwrap()
        });
        let compressed = stream(&mut Deflater::new(), &first).content;
        let mut deflater = Deflater::new();
        assert!(stream(&mut deflater, &second).content == alone && alone.len() < second.len());
        assert!(stream(&mut deflater, &first).content == compressed);
        let mut back = Vec::new();
        flate2::read::ZlibDecoder::new(&compressed[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, first);
    }

    #[test]
    fn what_would_not_be_smaller_stays_as_it_is() {
        for bytes in [&b"short"[..], b""] {
            let stream = stream(&mut Deflater::new(), bytes);
            assert!(stream.content == bytes && !stream.dict.has(b"Filter"));
        }
    }
}
