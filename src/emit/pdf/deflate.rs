//! Compression (RFC 1950), with one state for all streams of a file: setting one up costs more than
//! compressing a page.

use flate2::{Compress, Compression, FlushCompress, Status};

/// Bytes of a stream that is not worth compressing.
const SHORT: usize = 80;

/// Compresses streams, one after the other.
pub struct Deflater {
    state: Compress,
}

impl Deflater {
    /// Compresses at level 6: nearly as small as the highest, in half the time.
    pub fn new() -> Deflater {
        Deflater { state: Compress::new(Compression::new(6), true) }
    }

    /// The compressed bytes, if they are fewer: `None` where compression saves nothing to speak of.
    pub fn compress(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        if bytes.len() < SHORT {
            return None;
        }
        self.state.reset();
        let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
        loop {
            let done = usize::try_from(self.state.total_in()).unwrap_or(usize::MAX).min(bytes.len());
            match self.state.compress_vec(&bytes[done..], &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => break,
                Ok(_) if out.len() < bytes.len() => out.reserve(bytes.len() / 3 + 64),
                _ => return None,
            }
        }
        (out.len() + 20 < bytes.len()).then_some(out)
    }

    /// The stream compressed, where that makes it smaller and nothing speaks against it.
    pub fn stream(&mut self, mut stream: lopdf::Stream) -> lopdf::Stream {
        if stream.allows_compression && !stream.dict.has(b"Filter") {
            if let Some(compressed) = self.compress(&stream.content) {
                stream.dict.set("Filter", "FlateDecode");
                stream.set_content(compressed);
            }
            stream.allows_compression = false;
        }
        stream
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Deflater;

    #[test]
    fn streams_do_not_depend_on_those_before() {
        let (first, second) = (vec![b'a'; 100_000], b"some words and some words again ".repeat(9));
        let mut deflater = Deflater::new();
        let compressed = deflater.compress(&first).unwrap();
        assert_eq!(deflater.compress(&second), Deflater::new().compress(&second));
        assert_eq!(deflater.compress(&first).as_ref(), Some(&compressed));
        let mut back = Vec::new();
        flate2::read::ZlibDecoder::new(&compressed[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, first);
    }

    #[test]
    fn what_would_not_be_smaller_stays_as_it_is() {
        assert_eq!(Deflater::new().compress(b"short"), None);
        assert_eq!(Deflater::new().compress(b""), None);
    }
}
