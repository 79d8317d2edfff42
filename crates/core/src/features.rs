//! Features: what the scorer sees of a message.
//!
//! Every feature has a readable name, so that `explain` can say which of them
//! spoke for an intent. The scorer itself only keeps a hash of the name.

use crate::analysis::{Analyzer, Clause};

/// A feature's identity: FNV-1a of its name. With some ten thousand features
/// in four thousand million values, two rarely meet.
pub(crate) type FeatureId = u32;

pub(crate) fn feature_id(name: &str) -> FeatureId {
    let mut hash: u32 = 0x811C_9DC5;
    for byte in name.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

/// The longest run of characters that is a feature of its own.
const MAX_GRAM: usize = 3;

/// At most this many features of one message are looked at; a message of ten
/// characters has about sixty.
const MAX_FEATURES: usize = 4_000;

/// The distinct features of the given clauses, ordered by id.
pub(crate) fn features(analyzer: &Analyzer, clauses: &[Clause]) -> Vec<FeatureId> {
    let mut ids = Vec::new();
    each_feature(analyzer, clauses, &mut |name| ids.push(feature_id(name)));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The distinct feature names of a message, ordered, for people to read.
pub(crate) fn feature_names(analyzer: &Analyzer, clauses: &[Clause]) -> Vec<String> {
    let mut names = Vec::new();
    each_feature(analyzer, clauses, &mut |name| names.push(name.to_owned()));
    names.sort_unstable();
    names.dedup();
    names
}

/// Calls `found` with the name of every feature:
/// runs of 1 to 3 characters (`^` and `$` are the ends of a clause), words,
/// classes of the lexicon, and every pair of a class with a class or a word in
/// one clause.
fn each_feature(analyzer: &Analyzer, clauses: &[Clause], found: &mut dyn FnMut(&str)) {
    let mut left = MAX_FEATURES;
    let mut emit = |name: &str| {
        if left > 0 {
            left -= 1;
            found(name);
        }
    };
    let mut name = String::new();
    for clause in clauses {
        let chars: Vec<char> = std::iter::once('^')
            .chain(clause.text.chars())
            .chain(std::iter::once('$'))
            .collect();
        for length in 1..=MAX_GRAM {
            for gram in chars.windows(length) {
                if gram.len() == 1 && (gram[0] == '^' || gram[0] == '$') {
                    continue;
                }
                name.clear();
                name.push_str("g:");
                name.extend(gram);
                emit(&name);
            }
        }
        for word in &clause.words {
            // Single characters are there as runs already.
            if word.chars().nth(1).is_some() {
                name.clear();
                name.push_str("w:");
                name.push_str(word);
                emit(&name);
            }
        }
        for (n, class) in clause.classes.iter().enumerate() {
            let class = &analyzer.class_names[usize::from(*class)];
            name.clear();
            name.push_str("c:");
            name.push_str(class);
            emit(&name);
            for other in &clause.classes[n + 1..] {
                name.clear();
                name.push_str("cc:");
                name.push_str(class);
                name.push(' ');
                name.push_str(&analyzer.class_names[usize::from(*other)]);
                emit(&name);
            }
            for word in &clause.words {
                name.clear();
                name.push_str("cw:");
                name.push_str(class);
                name.push(' ');
                name.push_str(word);
                emit(&name);
            }
        }
    }
    // How long a message is tells much: acknowledgements are short.
    let length = clauses
        .iter()
        .map(|c| c.text.chars().count())
        .sum::<usize>();
    let bucket = match length {
        0..=2 => "l:1-2",
        3..=4 => "l:3-4",
        5..=7 => "l:5-7",
        8..=12 => "l:8-12",
        13..=20 => "l:13-20",
        _ => "l:21-",
    };
    emit(bucket);
}
