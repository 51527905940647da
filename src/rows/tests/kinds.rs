//! One table in every kind: the same rows.

use super::*;

#[test]
fn separated_values_are_read_however_they_are_saved() {
    let plain = "key,parties.customer.name\np1,Brühe “kalt”\np2,Acme\n";
    let expected: Vec<String> = rows(plain, &Options::default()).iter().map(told).collect();
    let german = plain.replace(',', ";").replace('\n', "\r\n");
    let utf16 = |mark: &[u8], units: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.iter().copied().chain(german.encode_utf16().flat_map(units)).collect()
    };
    let files: [Vec<u8>; 8] = [
        [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
        german.as_bytes().to_vec(),
        utf16(b"\xff\xfe", u16::to_le_bytes),
        utf16(b"\xfe\xff", u16::to_be_bytes),
        b"key;parties.customer.name\r\np1;Br\xfche \x93kalt\x94\r\np2;Acme\r\n".to_vec(),
        plain.replace(',', "\t").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        plain.replace(',', "|").replace('\n', "\n\n").into_bytes(),
    ];
    for file in files {
        let told: Vec<String> = rows(&file, &Options::default()).iter().map(told).collect();
        assert_eq!(told, expected, "{:?}", String::from_utf8_lossy(&file));
    }
}
