//! Records what the native engine answers, for other languages to compare
//! with, byte for byte.
//!
//! `cargo run --release -p huashu-wire --example record -- OUT [UNIT] [LINES]`
//! writes bundles of all packs that the conformance cases use into the folder
//! OUT, and `expected.jsonl`: for every turn the pack, the session, the input,
//! and the outcome as texts of JSON. UNIT is `utf16` (the default),
//! `code_point` or `byte`. With LINES, a file of messages, one a line, the
//! shop's outcomes for them are recorded instead.

#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use huashu::{Engine, Pack, Size, bundle, load_layers};
use huashu_wire::{Conversation, Turn, Unit, conversations, suggest};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Record<'a> {
    pack: &'a str,
    session: &'a str,
    input: &'a str,
    outcome: &'a str,
}

/// What is needed of an outcome to go on.
#[derive(Deserialize)]
struct Next<'a> {
    #[serde(borrow)]
    session: &'a serde_json::value::RawValue,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = PathBuf::from(args.next().ok_or("the folder to write to is missing")?);
    let unit = match args.next().as_deref() {
        None | Some("utf16") => Unit::Utf16,
        Some("code_point") => Unit::CodePoint,
        Some("byte") => Unit::Byte,
        Some(other) => return Err(format!("no such unit: {other}").into()),
    };
    let conversations = match args.next() {
        Some(lines) => each_line(&fs::read_to_string(lines)?),
        None => cases()?,
    };
    fs::create_dir_all(&out)?;
    let mut engines: BTreeMap<String, Engine> = BTreeMap::new();
    let mut file = std::io::BufWriter::new(fs::File::create(out.join("expected.jsonl"))?);
    for conversation in conversations {
        let name = conversation.pack.as_deref().unwrap_or("shop");
        if !engines.contains_key(name) {
            engines.insert(name.to_owned(), built(name, &out)?);
        }
        let mut session = String::new();
        for turn in &conversation.turns {
            let input = conversation.input(turn);
            let outcome = suggest(&engines[name], &session, &input, unit)?;
            let record = Record {
                pack: name,
                session: &session,
                input: &input,
                outcome: &outcome,
            };
            writeln!(file, "{}", serde_json::to_string(&record)?)?;
            session = serde_json::from_str::<Next<'_>>(&outcome)?
                .session
                .get()
                .to_owned();
        }
    }
    file.flush()?;
    Ok(())
}

/// Every line as a conversation of one message.
fn each_line(lines: &str) -> Vec<Conversation> {
    let one = |line: &str| Conversation {
        name: line.to_owned(),
        pack: None,
        facts: None,
        now: None,
        turns: vec![Turn::saying(line)],
    };
    lines.lines().map(one).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cases() -> Result<Vec<Conversation>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/cases"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        out.extend(conversations(&file.display().to_string(), &text)?);
    }
    Ok(out)
}

/// The engine of a pack, by way of a bundle that lies in a folder afterwards.
/// The shop's is the lean one that pages load.
fn built(name: &str, out: &Path) -> Result<Engine, Box<dyn Error>> {
    let (dir, size) = match name {
        "shop" => ("knowledge/shop".to_owned(), Size::Lean),
        "apparel" => ("knowledge/apparel".to_owned(), Size::Lean),
        _ => (format!("tests/packs/{name}"), Size::Full),
    };
    let pack = Pack::parse(&load_layers(&root().join(dir))?)?;
    let bytes = bundle(pack, size)?;
    fs::write(out.join(format!("{name}.huashu")), &bytes)?;
    Ok(Engine::from_bundle(&bytes)?)
}
