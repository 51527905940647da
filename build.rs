//! Clauses and templates are embedded: a change in them rebuilds the crate.

fn main() {
    println!("cargo:rerun-if-changed=clauses");
    println!("cargo:rerun-if-changed=templates");
}
