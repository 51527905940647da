//! Compression (RFC 1950), with one state for all streams of a file: setting one up costs more than
//! compressing a page.

use std::sync::Arc;

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::memo::Store;

/// Bytes of a stream that is not worth compressing.
const SHORT: usize = 80;

/// Compresses streams, one after the other.
pub struct Deflater {
    state: Compress,
    /// The same for pieces.
    of_pieces: Compress,
    /// The same at a low level.
    quick: Compress,
}

impl Deflater {
    /// Compresses at level 6: nearly as small as the highest, in half the time.
    pub fn new() -> Deflater {
        let state = |level, whole| Compress::new(Compression::new(level), whole);
        Deflater { state: state(6, true), of_pieces: state(6, false), quick: state(3, true) }
    }

    /// A stream of some pieces, each compressed by itself if it is not known from another stream; then of
    /// a short rest, which is other everywhere and stays as it is.
    pub fn pieces(&mut self, pieces: &[&[u8]], rest: &[u8], memo: &Store<Arc<[u8]>>) -> lopdf::Stream {
        // The header of level 6 (RFC 1950, 2.2).
        let mut out = vec![0x78, 0x9c];
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
        self.of_pieces.reset();
        let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
        loop {
            let done = usize::try_from(self.of_pieces.total_in()).unwrap_or(usize::MAX).min(bytes.len());
            let status = self.of_pieces.compress_vec(&bytes[done..], &mut out, FlushCompress::Sync);
            if status.is_err() || out.len() < out.capacity() {
                return out;
            }
            out.reserve(bytes.len() / 3 + 64);
        }
    }

    /// The stream compressed, where that makes it smaller and nothing speaks against it.
    pub fn stream(&mut self, stream: lopdf::Stream) -> lopdf::Stream {
        deflated(&mut self.state, stream)
    }

    /// The same in a third of the time, for what is other in every file: a seventh larger.
    pub fn stream_quickly(&mut self, stream: lopdf::Stream) -> lopdf::Stream {
        deflated(&mut self.quick, stream)
    }
}

fn deflated(state: &mut Compress, mut stream: lopdf::Stream) -> lopdf::Stream {
    if stream.allows_compression && !stream.dict.has(b"Filter") {
        if let Some(compressed) = compress(state, &stream.content) {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(compressed);
        }
        stream.allows_compression = false;
    }
    stream
}

/// The compressed bytes, if they are fewer: `None` where compression saves nothing to speak of.
fn compress(state: &mut Compress, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < SHORT {
        return None;
    }
    state.reset();
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

    use super::{Deflater, compress};
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

    #[test]
    fn streams_do_not_depend_on_those_before() {
        let (first, second) = (vec![b'a'; 100_000], b"some words and some words again ".repeat(9));
        let mut deflater = Deflater::new();
        let compressed = compress(&mut deflater.state, &first).unwrap();
        assert_eq!(compress(&mut deflater.state, &second), compress(&mut Deflater::new().state, &second));
        assert_eq!(compress(&mut deflater.state, &first).as_ref(), Some(&compressed));
        let mut back = Vec::new();
        flate2::read::ZlibDecoder::new(&compressed[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, first);
    }

    #[test]
    fn what_would_not_be_smaller_stays_as_it_is() {
        assert_eq!(compress(&mut Deflater::new().state, b"short"), None);
        assert_eq!(compress(&mut Deflater::new().state, b""), None);
    }
}
