//! How long the steps of an answer take, beside floors measured in the same
//! run: an absolute figure says little on a machine shared with others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huashu::segment::Dictionary;
use huashu::{Engine, Input, Pack, Session, Source, text};

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
            huashu::segment::Segmenter::new(Dictionary::builtin(), Vec::new())
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

/// Messages with data for slots and policy.
const TOLD: [&str; 6] = [
    "165 110穿什么码 喜欢宽松一点",
    "98行不行 行我就拍",
    "收到5天了没穿过 吊牌还在 能退吗",
    "发顺丰要加多少钱 寄到乌鲁木齐",
    "一米七 体重一百三 平时穿L",
    "杯子收到就是碎的 已经签收了",
];

/// The shop pack without what reads slots, signals and policy: what is left
/// matches intents and chooses replies.
fn plain_engine() -> Engine {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge/shop");
    let layers = huashu::load_layers(&dir).expect("the pack is there");
    let without = |text: &str, from: &str, to: &str| {
        let start = text.find(from).expect("the section is there");
        let end = text[start..].find(to).map_or(text.len(), |at| start + at);
        format!("{}{}", &text[..start], &text[end..])
    };
    let flows = [
        "replies/flow_",
        "replies/events",
        "replies/signals",
        "signals/",
    ];
    let strip = |source: Source| match source.name.as_str() {
        "lexicon.yaml" => Source::new("lexicon.yaml", without(&source.text, "\nslots:\n", "\u{0}")),
        "pack.yaml" => {
            let text = without(&source.text, "\nsignals:\n", "\nfacts:\n");
            Source::new("pack.yaml", text)
        }
        _ => source,
    };
    let layers: Vec<Vec<Source>> = layers
        .into_iter()
        .map(|layer| {
            let kept = layer
                .into_iter()
                .filter(|s| !flows.iter().any(|f| s.name.starts_with(f)));
            kept.map(strip).collect()
        })
        .collect();
    let engine = Engine::new(Pack::parse(&layers).expect("the pack is sound")).expect("it fits");
    engine.warm_up().expect("the dictionary loads");
    engine
}

/// How often both engines answer all messages, in turns.
const TURNS: usize = 400;

/// Prints how much longer one engine takes than another. They take turns: what
/// else runs on the machine for a second or two slows both.
fn ratio(plain: &Engine, engine: &Engine, inputs: &[Input]) {
    let session = Session::default();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (engine, times) in [plain, engine].into_iter().zip(&mut times) {
            let start = Instant::now();
            for input in inputs {
                black_box(engine.suggest(&session, input));
            }
            times.push(start.elapsed().as_secs_f64());
        }
    }
    let [plain, full] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[TURNS / 2]
    });
    println!(
        "dialogue, in turns: medians {:.2} and {:.2} ms, ratio {:.2}",
        plain * 1e3,
        full * 1e3,
        full / plain
    );
}

/// Slots, signals and policy may cost a third of the bare intent match.
fn dialogue(c: &mut Criterion) {
    let engine = engine();
    let plain = plain_engine();
    let session = Session::default();
    let inputs: Vec<Input> = MESSAGES.into_iter().chain(TOLD).map(Input::text).collect();
    ratio(&plain, &engine, &inputs);
    let mut group = c.benchmark_group("dialogue");
    group.throughput(Throughput::Elements(inputs.len() as u64));
    for (name, engine) in [
        ("floor: intents and replies alone", &plain),
        ("with slots, signals and policy", &engine),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                for input in &inputs {
                    black_box(engine.suggest(&session, input));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, load, fold, segment, suggest, dialogue);
criterion_main!(benches);
