//! Visiting every run of text of a tree.
