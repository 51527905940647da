//! What the file says about itself: document information and XMP, which agree with each other.

use lopdf::{Document as Pdf, Object, ObjectId, Stream, dictionary};

use super::PRODUCER;
use super::objects::text;
use crate::document::Meta;

/// The date of the document, ISO 8601, if it is known.
pub fn date(meta: &Meta) -> Option<&str> {
    meta.date.as_deref().filter(|date| is_date(date))
}

/// Adds what is known of the document, and nothing else: neither the time of day nor who sits there.
pub fn add(pdf: &mut Pdf, meta: &Meta) -> ObjectId {
    let date = date(meta);
    let mut info = dictionary! {
        "Title" => text(&meta.title),
        "Producer" => text(PRODUCER),
        "Creator" => text("dpakit"),
    };
    if let Some(subtitle) = &meta.subtitle {
        info.set("Subject", text(subtitle));
    }
    if let Some(date) = date {
        info.set("CreationDate", stamp(date));
        info.set("ModDate", stamp(date));
    }
    let info = pdf.add_object(info);
    pdf.trailer.set("Info", info);
    let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let stream = Stream::new(kind, xmp(meta, date).into_bytes()).with_compression(false);
    pdf.add_object(stream)
}

/// A day (ISO 8601) as a date of PDF: its midnight in UTC.
pub fn stamp(date: &str) -> Object {
    text(&format!("D:{}000000Z", date.replace('-', "")))
}

/// The standards the file keeps: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1). The schema of the
/// second is none of those that the first knows, so that it must be described.
const IDENTITY: &str = "\
    <pdfaid:part xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">3</pdfaid:part>\
    <pdfaid:conformance xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">A</pdfaid:conformance>\
    <pdfuaid:part xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">1</pdfuaid:part>\
    <pdfaExtension:schemas xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
    xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
    xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
    <rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
    <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
    <pdfaProperty:name>part</pdfaProperty:name>\
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
    <pdfaProperty:category>internal</pdfaProperty:category>\
    <pdfaProperty:description>The part of ISO 14289 that the file keeps</pdfaProperty:description>\
    </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>";

/// `2026-03-02`.
fn is_date(date: &str) -> bool {
    date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            '>' => "&gt;".into(),
            c => c.to_string(),
        })
        .collect()
}

fn xmp(meta: &Meta, date: Option<&str>) -> String {
    let dates = date.map_or(String::new(), |date| {
        format!(
            "<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>\
             <xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>"
        )
    });
    let subject = meta.subtitle.as_ref().map_or(String::new(), |subtitle| {
        format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>\
             </dc:description>",
            escaped(subtitle)
        )
    });
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\
         {IDENTITY}\
         <dc:format>application/pdf</dc:format>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         {subject}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
         {dates}<xmp:CreatorTool>dpakit</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        title = escaped(&meta.title),
        language = escaped(&meta.language),
    )
}
