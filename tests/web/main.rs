//! The formats of the screen, Markdown and HTML, on one invented pack that has every kind of block.

mod fixture;
mod html;
mod markdown;
