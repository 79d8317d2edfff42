//! How long the steps of an answer take, beside floors measured in the same
//! run: an absolute figure says little on a machine shared with others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huashu::{Engine, Input, Session, text};

/// Messages of the usual kinds and lengths, written for this bench.
const MESSAGES: [&str; 8] = [
    "什么时候发货呀",
    "我昨天拍的那件到哪了",
    "能便宜点不 老顾客了",
    "好的谢谢",
    "你好 我想问一下这个可以开专票吗",
    "收到的杯子把手裂了，怎么处理",
    "这个呢",
    "我买了两箱牛奶，快递说只有一箱，另外一箱什么时候能送到，家里等着喝",
];

fn engine() -> Engine {
    let engine = huashu::builtin().expect("the built-in pack loads");
    engine.warm_up().expect("the dictionary loads");
    engine
}

fn load(c: &mut Criterion) {
    let mut group = c.benchmark_group("load");
    group.sample_size(20);
    group.bench_function("bundle", |b| b.iter(|| black_box(huashu::builtin())));
    group.bench_function("dictionary", |b| {
        b.iter(|| {
            huashu::segment::Segmenter::new(Vec::new())
                .load()
                .expect("the dictionary loads")
        });
    });
    group.finish();
}

fn fold(c: &mut Criterion) {
    let all = MESSAGES.concat();
    let mut group = c.benchmark_group("fold");
    group.throughput(Throughput::Elements(all.chars().count() as u64));
    group.bench_function("fold", |b| b.iter(|| text::fold(black_box(&all))));
    group.bench_function("floor: copy characters", |b| {
        b.iter(|| black_box(&all).chars().collect::<String>());
    });
    group.finish();
}

fn segment(c: &mut Criterion) {
    let engine = engine();
    let all = MESSAGES.concat();
    let mut group = c.benchmark_group("segment");
    group.throughput(Throughput::Elements(all.chars().count() as u64));
    group.bench_function("segment", |b| b.iter(|| engine.segment(black_box(&all))));
    group.finish();
}

fn suggest(c: &mut Criterion) {
    let engine = engine();
    let session = Session::default();
    let inputs = MESSAGES.map(Input::text);
    let mut group = c.benchmark_group("suggest");
    group.throughput(Throughput::Elements(inputs.len() as u64));
    group.bench_function("eight messages", |b| {
        b.iter(|| {
            for input in &inputs {
                black_box(engine.suggest(&session, input));
            }
        });
    });
    for (n, input) in inputs.iter().enumerate() {
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("message {}", n + 1), |b| {
            b.iter(|| engine.suggest(&session, input))
        });
    }
    group.finish();
}

criterion_group!(benches, load, fold, segment, suggest);
criterion_main!(benches);
