//! Word segmentation. The only file that names jieba.

use std::fmt;
use std::sync::Arc;

use jieba_rs::Jieba;
use once_cell::sync::OnceCell;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

/// jieba's words of frequency 50 and more (MIT), folded; `scripts/make-data`
/// makes it.
const BUILTIN: &str = include_str!("../data/dictionary.txt");

/// The words that segmentation knows, each line a word and its frequency.
/// Copies share the text.
#[derive(Clone, Default)]
pub struct Dictionary(Arc<str>);

impl Dictionary {
    /// The built-in one.
    pub fn builtin() -> Self {
        Self(BUILTIN.into())
    }

    /// Its single characters, and the words that have at least a frequency.
    pub(crate) fn common(&self, least: u32) -> Self {
        let is_common = |line: &&str| {
            let mut parts = line.split(' ');
            let word = parts.next().unwrap_or_default();
            let frequency = parts.next().and_then(|n| n.parse::<u32>().ok());
            word.chars().nth(1).is_none() || frequency.is_some_and(|n| n >= least)
        };
        let lines: Vec<&str> = self.0.lines().filter(is_common).collect();
        Self((lines.join("\n") + "\n").into())
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({} bytes)", self.0.len())
    }
}

impl Serialize for Dictionary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Dictionary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: &str = Deserialize::deserialize(deserializer)?;
        Ok(Self(text.into()))
    }
}

/// Cuts folded text into words with a dictionary and a pack's own words. The
/// dictionary is read at the first use.
#[derive(Debug)]
pub struct Segmenter {
    dictionary: Dictionary,
    words: Vec<String>,
    jieba: OnceCell<Jieba>,
}

impl Segmenter {
    /// A segmenter that also knows these (folded) words.
    pub fn new(dictionary: Dictionary, words: Vec<String>) -> Self {
        Self {
            dictionary,
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
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if the
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
            let mut jieba = Jieba::with_dict(&mut self.dictionary.0.as_bytes())
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
