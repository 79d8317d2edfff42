//! The characters of a text, decoded once for everybody who looks at each.

/// A text and its characters.
#[derive(Clone, Copy)]
pub(crate) struct Letters<'t> {
    pub(crate) text: &'t str,
    pub(crate) all: &'t [Letter],
}

/// A character, and where it begins in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter {
    pub(crate) c: char,
    pub(crate) at: u32,
}

impl Letter {
    /// Where it begins.
    pub(crate) fn start(&self) -> usize {
        self.at as usize
    }

    /// Where it ends.
    pub(crate) fn end(&self) -> usize {
        self.at as usize + self.c.len_utf8()
    }
}

/// Decodes a text.
pub(crate) fn decode(text: &str) -> Vec<Letter> {
    // Most characters are Chinese ones of three bytes.
    let mut all = Vec::with_capacity(text.len() / 3 + 8);
    all.extend(
        text.char_indices()
            .map(|(at, c)| Letter { c, at: at as u32 }),
    );
    all
}

/// Every text of up to so many of some letters, for tests that leave none out.
#[cfg(test)]
pub(crate) fn every_text(letters: &[&str], most: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..most {
        let longer = |text: &String| {
            let text = text.clone();
            letters.iter().map(move |letter| format!("{text}{letter}"))
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.iter().cloned());
    }
    all
}
