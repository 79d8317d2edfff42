//! Bundles: the same bytes every time, and clear words for bytes that are
//! not one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::{Path, PathBuf};

use huashu::{
    CheckOptions, Checker, Engine, ErrorKind, Input, Lang, Pack, Session, Size, bundle, load_layers,
};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/packs")
        .join(name)
}

fn tea() -> Vec<u8> {
    let layers = load_layers(&folder("tea")).unwrap();
    bundle(Pack::parse(&layers).unwrap(), Size::Full).unwrap()
}

#[test]
fn the_same_pack_gives_the_same_bytes() {
    assert_eq!(tea(), tea());
}

#[test]
fn a_bundle_answers_like_its_folder() {
    let from_bundle = Engine::from_bundle(&tea()).unwrap();
    let from_folder = huashu::from_dir(&folder("tea")).unwrap();
    for text in [
        "几时发货",
        "茶苦不苦，几时寄出",
        "这个呢",
        "好的",
        "1234567890123",
    ] {
        let answer = |engine: &Engine| engine.suggest(&Session::default(), &Input::text(text));
        assert_eq!(answer(&from_bundle), answer(&from_folder), "{text}");
    }
}

#[test]
fn what_is_no_bundle_is_refused() {
    let good = tea();
    let mut other_format = good.clone();
    other_format[8] = 99;
    let mut altered = good.clone();
    *altered.last_mut().unwrap() ^= 1;
    let cases: [(&[u8], &str); 6] = [
        (b"", "no huashu bundle"),
        (
            b"<!doctype html><title>Not Found</title>",
            "no huashu bundle",
        ),
        (&good[..10], "no huashu bundle"),
        (&good[..good.len() / 2], "checksum"),
        (&other_format, "format 99"),
        (&altered, "checksum"),
    ];
    for (bytes, words) in cases {
        let error = Engine::from_bundle(bytes).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Bundle);
        assert!(error.message(Lang::En).contains(words), "{error}");
    }
}

#[test]
fn a_lean_bundle_is_smaller_and_says_the_same_replies() {
    let layers = load_layers(&folder("tea")).unwrap();
    let lean = bundle(Pack::parse(&layers).unwrap(), Size::Lean).unwrap();
    assert!(lean.len() * 3 < tea().len() * 2, "{} bytes", lean.len());
    let full = Engine::from_bundle(&tea()).unwrap();
    let lean = Engine::from_bundle(&lean).unwrap();
    assert_eq!(lean.pack().replies().len(), full.pack().replies().len());
    let first = |engine: &Engine| {
        let outcome = engine.suggest(&Session::default(), &Input::text("几时发货"));
        outcome.suggestions.first().map(|s| s.reply_id.clone())
    };
    assert_eq!(first(&lean), first(&full));
    assert!(first(&lean).is_some());
}

#[test]
fn lean_bundles_check_wording_like_full_ones() {
    let layers = load_layers(&folder("tea")).unwrap();
    let lean = bundle(Pack::parse(&layers).unwrap(), Size::Lean).unwrap();
    let (full, lean) = (
        Checker::from_bundle(&tea()).unwrap(),
        Checker::from_bundle(&lean).unwrap(),
    );
    let options = CheckOptions::default();
    for (text, found) in [("这不关我的事", 1), ("明天一定到", 1), ("明天预计会到", 0)]
    {
        let findings = lean.check(text, &options);
        assert_eq!(findings.len(), found, "{text}");
        assert_eq!(findings, full.check(text, &options), "{text}");
    }
}

#[test]
fn a_file_is_opened_like_its_folder() {
    let file = std::env::temp_dir().join(format!("huashu-{}.huashu", std::process::id()));
    std::fs::write(&file, tea()).unwrap();
    let from_file = huashu::open(&file).map(|engine| engine.pack().replies().len());
    let from_folder = huashu::open(&folder("tea")).map(|engine| engine.pack().replies().len());
    let is_checker = huashu::open_checker(&file).is_ok();
    std::fs::write(&file, b"").unwrap();
    let empty = huashu::open(&file).err().unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(from_file.unwrap(), from_folder.unwrap());
    assert!(is_checker);
    assert_eq!(empty.kind(), ErrorKind::Bundle);
    let gone = huashu::open(&file).err().unwrap();
    assert_eq!(gone.kind(), ErrorKind::Io);
}
