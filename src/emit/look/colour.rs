//! Colours: as a theme writes them, and whether they can be read.

/// The contrast that words need on their ground (WCAG 2.2, success criterion 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

/// Red, green and blue of `#rrggbb`; none for anything else.
pub fn channels(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let mut out = [0; 3];
    for (at, channel) in out.iter_mut().enumerate() {
        *channel = u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(out)
}

/// The contrast of a colour with white, from 1 (white) to 21 (black), as WCAG 2.2 defines it.
pub fn contrast_with_white(channels: [u8; 3]) -> f64 {
    let linear = |channel: u8| match f64::from(channel) / 255.0 {
        c if c <= 0.04045 => c / 12.92,
        c => ((c + 0.055) / 1.055).powf(2.4),
    };
    let weights = [0.2126, 0.7152, 0.0722];
    let luminance: f64 =
        channels.iter().zip(weights).map(|(&channel, weight)| weight * linear(channel)).sum();
    1.05 / (luminance + 0.05)
}
