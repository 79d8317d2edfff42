//! The data files of the core: dictionary and text go through the same fold.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use huashu::text::fold;

#[test]
fn dictionary_words_are_folded() {
    let dictionary = include_str!("../crates/core/data/dictionary.txt");
    let mut words = 0;
    for line in dictionary.lines() {
        let (word, frequency) = line.split_once(' ').unwrap();
        assert_eq!(fold(word).as_str(), word);
        assert!(frequency.parse::<u32>().unwrap() >= 50, "{line}");
        words += 1;
    }
    assert!(words > 50_000, "{words}");
}

#[test]
fn simplified_glyphs_stay() {
    for line in include_str!("../crates/core/data/traditional.txt").lines() {
        let simple: String = line.chars().skip(1).collect();
        assert_eq!(fold(&simple).as_str(), simple, "{line}");
    }
}
