//! Bundles: the same bytes every time, and clear words for bytes that are
//! not one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::{Path, PathBuf};

use huashu::{Engine, ErrorKind, Input, Lang, Pack, Session, bundle, load_layers};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/packs")
        .join(name)
}

fn tea() -> Vec<u8> {
    let layers = load_layers(&folder("tea")).unwrap();
    bundle(Pack::parse(&layers).unwrap()).unwrap()
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
