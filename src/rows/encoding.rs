//! Texts of any length, read as UTF-8 whatever their encoding is.
//!
//! The encodings are those of [`crate::source::decoded`], found in one look at the whole file; nothing
//! is held but a buffer.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, WINDOWS_1252};

use super::input::{Origin, unreadable};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::load::UNREADABLE;

const BUFFER: usize = 64 << 10;

/// Why a file is no text: the line in which that shows, counted from 1.
#[derive(Debug, PartialEq, Eq)]
struct NoText {
    line: u64,
}

/// The encoding of a file.
///
/// What is not UTF-8 throughout is Windows-1252, unless letters beyond ASCII are mostly right as UTF-8:
/// then it is UTF-8 with damage, which the rows that have it tell of; to read it otherwise would spoil
/// all of them.
fn of(mut file: impl Read) -> io::Result<Result<&'static Encoding, NoText>> {
    let mut buffer = vec![0; BUFFER];
    let (mut held, mut bytes, mut lines) = (0, 0u64, 1u64);
    let (mut right, mut wrong, mut controls) = (0u64, 0u64, 0u64);
    let mut first_wrong = 1;
    loop {
        let read = file.read(&mut buffer[held..])?;
        let start = bytes == 0;
        bytes += read as u64;
        let filled = held + read;
        let marked = Encoding::for_bom(&buffer[..filled]).filter(|(encoding, _)| *encoding != UTF_8);
        if let Some((encoding, _)) = marked.filter(|_| start) {
            return Ok(Ok(encoding));
        }
        held = 0;
        for chunk in buffer[..filled].utf8_chunks() {
            let text = chunk.valid().as_bytes();
            lines += text.iter().filter(|byte| **byte == b'\n').count() as u64;
            right += text.iter().filter(|byte| **byte >= 0xC0).count() as u64;
            let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r');
            controls += text.iter().filter(control).count() as u64;
            held = chunk.invalid().len();
            if held > 0 {
                wrong += 1;
                first_wrong = if wrong == 1 { lines } else { first_wrong };
            }
        }
        // The last bytes may be the beginning of a character whose rest comes with the next.
        if held > 0 && read > 0 {
            wrong -= 1;
            buffer.copy_within(filled - held..filled, 0);
        } else {
            held = 0;
        }
        if read == 0 {
            break;
        }
    }
    Ok(match wrong {
        0 => Ok(UTF_8),
        _ if controls * 100 > bytes => Err(NoText { line: first_wrong }),
        _ if right >= wrong => Ok(UTF_8),
        _ => Ok(WINDOWS_1252),
    })
}

/// The encoding of a text that is UTF-8 unless a mark says otherwise.
pub(super) fn marked(origin: &Origin) -> Outcome<&'static Encoding> {
    let mut start = Vec::new();
    let read = origin.open()?.take(3).read_to_end(&mut start);
    read.map_err(|error| unreadable(origin.name(), &error))?;
    Ok(Encoding::for_bom(&start).map_or(UTF_8, |(encoding, _)| encoding))
}

/// The encoding of the text of a table.
pub(super) fn of_text(origin: &Origin) -> Outcome<&'static Encoding> {
    let name = origin.name();
    let found = of(origin.open()?).map_err(|error| unreadable(name, &error))?;
    found.map_err(|no_text| {
        let message = format!("`{}` is no text in a known encoding (line {})", name.display(), no_text.line);
        let help = "save it as text in UTF-8";
        vec![Diagnostic::error(UNREADABLE, message).help(help)]
    })
}

/// A file as UTF-8, without its byte-order mark.
pub(super) fn open(file: impl Read + Send + 'static, encoding: &'static Encoding) -> Box<dyn BufRead + Send> {
    let raw = BufReader::with_capacity(BUFFER, file);
    if encoding == UTF_8 {
        return Box::new(Unmarked { raw, begun: false });
    }
    let decoder = encoding.new_decoder_with_bom_removal();
    Box::new(Decoded { raw, decoder, text: vec![0; 4 * BUFFER], start: 0, end: 0, done: false })
}

/// UTF-8 without its mark.
struct Unmarked<R> {
    raw: BufReader<R>,
    begun: bool,
}

impl<R: Read> Read for Unmarked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Unmarked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if !self.begun {
            self.begun = true;
            if self.raw.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
                self.raw.consume(3);
            }
        }
        self.raw.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.raw.consume(amount);
    }
}

/// Another encoding, decoded by the buffer.
struct Decoded<R> {
    raw: BufReader<R>,
    decoder: Decoder,
    text: Vec<u8>,
    start: usize,
    end: usize,
    done: bool,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end && !self.done {
            let raw = self.raw.fill_buf()?;
            let last = raw.is_empty();
            let (result, read, written, damaged) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
            if damaged {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a character is cut in half"));
            }
            self.raw.consume(read);
            (self.start, self.end) = (0, written);
            self.done = last && result == CoderResult::InputEmpty;
        }
        Ok(&self.text[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.end);
    }
}
