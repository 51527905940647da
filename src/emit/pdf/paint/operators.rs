//! The bytes of page contents (ISO 32000-1, 7.8.2): short numbers, operators, strings of glyphs.

/// Content being written. Numbers are written to hundredths of a point, with no more digits than they
/// need.
#[derive(Debug, Default)]
pub struct Operators {
    /// What was written so far.
    pub bytes: Vec<u8>,
}

/// A length in hundredths of a point.
pub fn hundredths(length: f32) -> i64 {
    (f64::from(length) * 100.0).round() as i64
}

impl Operators {
    /// An operator without operands.
    pub fn operator(&mut self, operator: &str) {
        self.bytes.extend_from_slice(operator.as_bytes());
        self.bytes.push(b'\n');
    }

    /// An operator behind numbers, in hundredths.
    pub fn numbers(&mut self, numbers: &[i64], operator: &str) {
        for &number in numbers {
            self.decimal(number, 2);
            self.bytes.push(b' ');
        }
        self.operator(operator);
    }

    /// Lengths in points, and what is done with them.
    pub fn lengths(&mut self, lengths: &[f32], operator: &str) {
        for &length in lengths {
            self.decimal(hundredths(length), 2);
            self.bytes.push(b' ');
        }
        self.operator(operator);
    }

    /// Shares, such as those of a colour, to a ten-thousandth.
    pub fn shares(&mut self, shares: &[f32], operator: &str) {
        for &share in shares {
            self.decimal((f64::from(share) * 10_000.0).round() as i64, 4);
            self.bytes.push(b' ');
        }
        self.operator(operator);
    }

    /// A whole number.
    pub fn integer(&mut self, number: i64) {
        self.decimal(number, 0);
    }

    /// A number of so many tenths, hundredths or less, by the count of digits behind the point.
    pub fn decimal(&mut self, number: i64, digits: usize) {
        decimal(&mut self.bytes, number, digits);
    }

    /// Adds the number of a glyph to a string that is open.
    pub fn code(&mut self, code: u16) {
        for byte in code.to_be_bytes() {
            match byte {
                b'(' | b')' | b'\\' => self.bytes.extend([b'\\', byte]),
                // A bare carriage return would be read as a line feed.
                b'\r' => self.bytes.extend(b"\\r"),
                _ => self.bytes.push(byte),
            }
        }
    }
}

/// Writes `number`, of whose digits the last `digits` stand behind the point: "12.5", "-.25", "3".
pub fn decimal(out: &mut Vec<u8>, number: i64, digits: usize) {
    if number < 0 {
        out.push(b'-');
    }
    let mut rest = number.unsigned_abs();
    let mut behind = digits;
    while behind > 0 && rest.is_multiple_of(10) {
        (rest, behind) = (rest / 10, behind - 1);
    }
    let mut written = [0u8; 24];
    let mut at = written.len();
    let mut put = |byte| {
        at -= 1;
        written[at] = byte;
    };
    while behind > 0 {
        put(b'0' + (rest % 10) as u8);
        (rest, behind) = (rest / 10, behind - 1);
        if behind == 0 {
            put(b'.');
            if rest == 0 {
                out.extend_from_slice(&written[at..]);
                return;
            }
        }
    }
    loop {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&written[at..]);
}

#[cfg(test)]
mod tests {
    use super::{Operators, decimal};

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let said = |number, digits| {
            let mut out = Vec::new();
            decimal(&mut out, number, digits);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(said(0, 2), "0");
        assert_eq!(said(1250, 2), "12.5");
        assert_eq!(said(-25, 2), "-.25");
        assert_eq!(said(5, 2), ".05");
        assert_eq!(said(300, 2), "3");
        assert_eq!(said(-1007, 2), "-10.07");
        assert_eq!(said(120, 0), "120");
    }

    #[test]
    fn no_glyph_ends_its_string() {
        let mut content = Operators::default();
        for code in [0x0028, 0x295c, 0x0d0a] {
            content.code(code);
        }
        assert_eq!(content.bytes, b"\0\\(\\)\\\\\\r\n");
    }
}
