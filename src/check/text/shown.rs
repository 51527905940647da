//! A paragraph in its place in a reading, with what is known of its words beforehand: most rules look at most
//! paragraphs in vain, and need not go and fetch them for that.

use std::ops::Deref;
use std::sync::Arc;

use super::{Found, Look, Paragraph, Signs};

/// A paragraph of a reading.
#[derive(Clone)]
pub struct Shown {
    paragraph: Arc<Paragraph>,
    signs: Signs,
    /// For which looks it is known that there is nothing.
    bare: u32,
}

impl Shown {
    /// What is found in its words alone; `find` is given nothing else.
    pub fn find(&self, look: Look, find: impl FnOnce(&str) -> Vec<Found>) -> &[Found] {
        if self.bare & look.bit() != 0 { &[] } else { self.paragraph.find(look, find) }
    }

    /// Which of some rare characters its words have.
    pub fn signs(&self) -> Signs {
        self.signs
    }

    /// The paragraph itself, to be changed but for its words.
    pub fn paragraph_mut(&mut self) -> &mut Paragraph {
        Arc::make_mut(&mut self.paragraph)
    }
}

impl From<Arc<Paragraph>> for Shown {
    fn from(paragraph: Arc<Paragraph>) -> Shown {
        let (signs, bare) = (paragraph.signs(), paragraph.gist.bare());
        Shown { paragraph, signs, bare }
    }
}

impl Deref for Shown {
    type Target = Paragraph;

    fn deref(&self) -> &Paragraph {
        &self.paragraph
    }
}
