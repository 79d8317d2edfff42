//! Many patterns of which a text matches few: only those are tried whose
//! needed texts are there, and a pattern is compiled when it is first tried.

use crate::expression::Regex;
use once_cell::sync::OnceCell;

use crate::branch::{Branch, Others, branches};
use crate::letters::{Letters, decode};
use crate::matcher::Matcher;
use crate::trie::Trie;

/// Patterns by their numbers.
pub(crate) struct Patterns {
    texts: Vec<String>,
    regexes: Vec<OnceCell<Option<Regex>>>,
    /// Made when the first text comes.
    needs: OnceCell<Needs>,
}

/// What the patterns cannot do without.
struct Needs {
    /// Finds the texts of the rarest lists.
    trie: Trie,
    /// For every such text the numbers of the branches.
    of_text: Vec<Vec<u32>>,
    branches: Vec<(u32, Others)>,
    /// Patterns that need nothing in particular.
    unconditional: Vec<u32>,
}

/// The patterns as far as one text is concerned.
pub(crate) struct Tried<'p> {
    patterns: &'p Patterns,
    /// A bit for every pattern that is worth trying.
    worth_trying: Vec<u64>,
}

impl Patterns {
    /// Patterns that are known to compile, in the order of their numbers.
    pub(crate) fn new(texts: Vec<String>) -> Self {
        Self {
            regexes: texts.iter().map(|_| OnceCell::new()).collect(),
            needs: OnceCell::new(),
            texts,
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u32 {
        self.texts.len() as u32
    }

    /// Looks which patterns are worth trying on a text.
    pub(crate) fn on(&self, text: &str) -> Tried<'_> {
        let needs = self.needs.get_or_init(|| Needs::of(&self.texts));
        let mut tried = Tried {
            patterns: self,
            worth_trying: vec![0; self.texts.len().div_ceil(64)],
        };
        needs.mark(text, &mut tried);
        tried
    }
}

impl Needs {
    fn of(texts: &[String]) -> Self {
        let all: Vec<Branch> = texts
            .iter()
            .zip(0..)
            .flat_map(|(text, number)| branches(number, text))
            .collect();
        let rarest = all.iter().flat_map(|branch| &branch.rarest);
        let matcher = Matcher::new(rarest.map(String::as_str));
        let mut of_text = vec![Vec::new(); matcher.len()];
        let mut unconditional = Vec::new();
        let mut branches = Vec::new();
        for branch in all {
            if branch.rarest.is_empty() {
                unconditional.push(branch.pattern);
            }
            for id in branch.rarest.iter().filter_map(|text| matcher.id(text)) {
                of_text[id as usize].push(branches.len() as u32);
            }
            branches.push((branch.pattern, branch.others));
        }
        Self {
            trie: matcher.into_trie(),
            of_text,
            branches,
            unconditional,
        }
    }

    /// Marks the patterns that are worth trying on a text.
    fn mark(&self, text: &str, tried: &mut Tried<'_>) {
        let all = decode(text);
        let text = Letters { text, all: &all };
        self.trie.each(text, |found, n, _| {
            for number in &self.of_text[found as usize] {
                let (pattern, others) = &self.branches[*number as usize];
                if !tried.is_worth_trying(*pattern) && others.may_stand_around(n, text) {
                    tried.mark(*pattern);
                }
            }
        });
        for pattern in &self.unconditional {
            tried.mark(*pattern);
        }
    }
}

impl<'p> Tried<'p> {
    fn mark(&mut self, pattern: u32) {
        self.worth_trying[pattern as usize / 64] |= 1 << (pattern % 64);
    }

    fn is_worth_trying(&self, pattern: u32) -> bool {
        self.worth_trying[pattern as usize / 64] & (1 << (pattern % 64)) != 0
    }

    /// A pattern, if it may match the text.
    pub(crate) fn get(&self, pattern: u32) -> Option<&'p Regex> {
        if !self.is_worth_trying(pattern) {
            return None;
        }
        let number = pattern as usize;
        let cell = self.patterns.regexes.get(number)?;
        let text = &self.patterns.texts[number];
        cell.get_or_init(|| Regex::new(text).ok()).as_ref()
    }

    /// Whether a pattern matches a text, which is the one that was looked at.
    pub(crate) fn is_match(&self, pattern: u32, text: &str) -> bool {
        self.get(pattern).is_some_and(|regex| regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Patterns;
    use crate::expression::Regex;
    use crate::letters::every_text;

    #[test]
    fn what_matches_is_tried_and_little_else() {
        let patterns = [
            "您[^,]{0,2}(?:看错|退)a?",
            "(?:看错|错)(?:您|退退)?[,a]{1,2}",
            "^(?:您|a)?(?:看|退)[^,]?错",
            "(?:您退)+,",
            "看[^,]*错",
            "(?:退|a){2}您|^错错",
            "(?:看错退|错)您",
            "[您看]?错$",
        ];
        let all = Patterns::new(patterns.map(str::to_owned).into());
        let regexes = patterns.map(|pattern| Regex::new(pattern).expect("it compiles"));
        let (mut all_pairs, mut tried) = (0, 0);
        for text in every_text(&["您", "看", "错", "退", ",", "a"], 6) {
            let on = all.on(&text);
            for (pattern, number) in patterns.iter().zip(0..) {
                let is_tried = on.get(number).is_some();
                let is_match = regexes[number as usize].is_match(&text);
                assert!(is_tried || !is_match, "{pattern} {text}");
                all_pairs += 1;
                tried += usize::from(is_tried);
            }
        }
        assert!(tried * 3 < all_pairs, "{tried} of {all_pairs}");
    }

    #[test]
    fn a_long_text_is_not_searched_from_each_of_its_words() {
        // Both are thought of where 看错 stands.
        let patterns = ["看错[^,]*要", "要[^,]*看错"].map(str::to_owned);
        let patterns = Patterns::new(patterns.into());
        let is_tried = |text: &str, n: u32| patterns.on(text).get(n).is_some();
        let rest = "退".repeat(200);
        assert!(!is_tried("看错退", 0) && is_tried(&format!("看错{rest}"), 0));
        assert!(!is_tried("退看错", 1) && is_tried(&format!("{rest}看错"), 1));
    }
}
