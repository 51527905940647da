use dpakit::*;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let show = |v: Vec<diagnostic::Diagnostic>| -> ! {
        for d in v { let l = d.labels.first(); println!("{} {} {:?} help {:?}", d.code, d.message, l.map(|l| (l.span.source.path.clone(), l.span.line_column())), d.help); }
        std::process::exit(1)
    };
    let library = library::Library::open(None).unwrap_or_else(|v| show(v));
    let facts = pack::Facts::open(std::path::Path::new(&p), None).unwrap_or_else(|v| show(v));
    let plan = plan::plan(&facts, &library).unwrap_or_else(|v| show(v));
    let docs = assemble::assemble(&plan).unwrap_or_else(|v| show(v));
    let look = emit::Look::default();
    for d in &docs { for f in emit::FORMATS {
        let mut out = vec![];
        if let Err(v) = f.write(std::slice::from_ref(d), &look, &mut out) { println!("{v:?}"); }
        std::fs::create_dir_all("/tmp/ex").unwrap();
        std::fs::write(format!("/tmp/ex/{}.{}", d.meta().slug, f.name()), out).unwrap();
    } }
    println!("{:?}", docs.iter().map(|d| d.meta().slug.to_string()).collect::<Vec<_>>());
}
