//! Word segmentation. The only file that names jieba.

use jieba_rs::Jieba;
use once_cell::sync::OnceCell;

use crate::error::Error;

/// jieba's words of frequency 50 and more (MIT), folded; `scripts/make-data`
/// makes it.
const DICTIONARY: &str = include_str!("../data/dictionary.txt");

/// Cuts folded text into words with jieba's dictionary and a pack's own
/// words. The dictionary is loaded at the first use.
#[derive(Debug)]
pub struct Segmenter {
    words: Vec<String>,
    jieba: OnceCell<Jieba>,
}

impl Segmenter {
    /// A segmenter that also knows these (folded) words.
    pub fn new(words: Vec<String>) -> Self {
        Self {
            words,
            jieba: OnceCell::new(),
        }
    }

    /// The words of a folded text, in order; together they are the text.
    ///
    /// Unknown words come out as single characters: a guess from character
    /// statistics would make the words of a message depend on a model that
    /// no author can look into.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if the built-in
    /// dictionary cannot be read.
    pub fn cut<'t>(&self, folded: &'t str) -> Result<Vec<&'t str>, Error> {
        let tokens = self.jieba()?.cut(folded, false);
        Ok(tokens.into_iter().map(|t| t.word).collect())
    }

    /// Loads the dictionary now instead of at the first use.
    ///
    /// # Errors
    /// As [`cut`](Segmenter::cut).
    pub fn load(&self) -> Result<(), Error> {
        self.jieba().map(|_| ())
    }

    fn jieba(&self) -> Result<&Jieba, Error> {
        self.jieba.get_or_try_init(|| {
            let mut jieba = Jieba::with_dict(&mut DICTIONARY.as_bytes())
                .map_err(|e| Error::internal("dictionary", e))?;
            for word in &self.words {
                if !jieba.has_word(word) {
                    jieba.add_word(word, None, None);
                }
            }
            Ok(jieba)
        })
    }
}
