//! How fast texts are checked, beside floors measured in the same run: the
//! bare automaton, and folding with the automaton.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use huashu::{CheckOptions, Checker, Engine, Pack, Severity, Source, text};

const PHRASES: usize = 10_000;

/// Every reply of the shop pack is a text.
fn texts() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge/shop/replies");
    let mut files: Vec<_> = fs::read_dir(dir)
        .expect("the replies are there")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let source = Source::new("replies.yaml", fs::read_to_string(file).expect("a text"));
        let scripts = source.scripts().expect("the replies are YAML");
        out.extend(scripts.into_iter().map(|script| script.text));
    }
    out
}

/// Phrases that could be banned and that no text has: pairs of words that do
/// not stand together.
fn phrases() -> Vec<String> {
    let dictionary = include_str!("../crates/core/data/dictionary.txt");
    let words: Vec<&str> = dictionary
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|word| word.chars().count() == 2)
        .collect();
    (0..PHRASES)
        .map(|n| {
            let second = words[(n * 7919 + 13) % words.len()];
            format!("{}{second}", words[n % words.len()])
        })
        .collect()
}

fn phrase_checker() -> Checker {
    let listed = phrases().join(", ");
    let first = phrases().swap_remove(0);
    let rule = format!(
        "- {{code: HS-Z001, title: {{zh: 词, en: Word}}, severity: error, kind: phrase, \
         match: [{listed}], why: {{zh: 词, en: word}}, source: house, fires: [{first}], quiet: [好]}}\n"
    );
    let layer = vec![
        Source::new("pack.yaml", "name: bench\nversion: '1'\n"),
        Source::new(
            "intents/hi.yaml",
            "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗]\n",
        ),
        Source::new(
            "replies/hi.yaml",
            "- {id: hi.any, intent: hi, variants: [您好]}\n",
        ),
        Source::new(
            "sources.yaml",
            "house: {title: House rule, kind: house rule, note: A list.}\n",
        ),
        Source::new("tone/a.yaml", rule),
    ];
    let pack = Pack::parse(&[layer]).expect("the pack is sound");
    let engine = Engine::new(pack).expect("the pack fits");
    engine.into_checker()
}

fn check(c: &mut Criterion) {
    let texts = texts();
    let characters: usize = texts.iter().map(|t| t.chars().count()).sum();
    let options = CheckOptions {
        severity: Some(Severity::Warning),
        ..CheckOptions::default()
    };
    let automaton: CharwiseDoubleArrayAhoCorasick<u32> =
        CharwiseDoubleArrayAhoCorasick::new(phrases()).expect("the phrases differ");
    let mut group = c.benchmark_group("check");
    group.throughput(Throughput::Elements(characters as u64));
    group.bench_function("floor: automaton of 10,000 phrases", |b| {
        b.iter(|| {
            let hits = |t: &String| automaton.find_overlapping_iter(t).count();
            texts.iter().map(hits).sum::<usize>()
        });
    });
    group.bench_function("floor: fold and automaton", |b| {
        b.iter(|| {
            let hits = |t: &String| {
                automaton
                    .find_overlapping_iter(text::fold(t).as_str())
                    .count()
            };
            texts.iter().map(hits).sum::<usize>()
        });
    });
    for (name, checker) in [
        ("10,000 phrases", phrase_checker()),
        (
            "shop rules",
            huashu::builtin_checker().expect("the built-in rules load"),
        ),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                for text in &texts {
                    black_box(checker.check(text, &options));
                }
            });
        });
    }
    group.finish();
}

fn start(c: &mut Criterion) {
    let mut group = c.benchmark_group("start");
    group.sample_size(20);
    group.bench_function("checker from the built-in bundle", |b| {
        b.iter(|| black_box(huashu::builtin_checker()));
    });
    group.finish();
}

criterion_group!(benches, check, start);
criterion_main!(benches);
