//! Scripts in files: units of text with their place.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use huashu::Source;

use crate::lang::{LANG, tr};

/// A text to be checked.
pub(crate) struct Unit {
    /// Line from 1, and column in characters from 1, of its first character.
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) text: String,
    /// Where the text stands in the file, byte for byte; `None` when the file
    /// writes it otherwise (escapes, table cells), so that it cannot be
    /// rewritten in place.
    pub(crate) offset: Option<usize>,
}

/// Columns and keys that hold scripts unless the user names one.
const COLUMNS: [&str; 7] = ["text", "reply", "script", "话术", "回复", "内容", "content"];

/// What the keys `role` or `sender` say of an agent's line.
const AGENTS: [&str; 7] = [
    "agent",
    "assistant",
    "seller",
    "service",
    "staff",
    "客服",
    "商家",
];

/// The files under the paths, in order. Folders are walked, ignore files
/// respected; of a pack only the replies are scripts.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_file() {
            out.push(path.clone());
            continue;
        }
        if !path.is_dir() {
            return Err(anyhow!(
                "{} {}",
                tr("没有这个文件或文件夹：", "no such file or folder:"),
                path.display()
            ));
        }
        for entry in ignore::WalkBuilder::new(path)
            .sort_by_file_path(|a, b| a.cmp(b))
            .build()
        {
            let entry = entry?;
            let file = entry.path();
            if file.is_file() && is_script_file(file) {
                out.push(file.to_owned());
            }
        }
    }
    Ok(out)
}

fn is_script_file(file: &Path) -> bool {
    let parent = file.parent();
    let in_pack = parent.is_some_and(|p| p.join("pack.yaml").is_file())
        || parent
            .and_then(Path::parent)
            .is_some_and(|p| p.join("pack.yaml").is_file());
    let of_replies = parent.is_some_and(|p| p.ends_with("replies"));
    let known = ["txt", "md", "yaml", "yml", "csv", "tsv", "jsonl"];
    extension(file).is_some_and(|e| known.contains(&e.as_str())) && (!in_pack || of_replies)
}

pub(crate) fn extension(file: &Path) -> Option<String> {
    Some(file.extension()?.to_str()?.to_ascii_lowercase())
}

/// The text of a file, and whether it is UTF-8; if not, it is GBK.
pub(crate) fn read(file: &Path) -> Result<(String, bool)> {
    let shown = file.display();
    let bytes = fs::read(file).map_err(|e| anyhow!("{shown}: {e}"))?;
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, true)),
        Err(error) => error.into_bytes(),
    };
    let (text, _, broken) = encoding_rs::GB18030.decode(&bytes);
    if broken || bytes.contains(&0) {
        return Err(anyhow!(
            "{shown}: {}",
            tr(
                "不是文字文件（UTF-8 或 GBK）",
                "not a text file (UTF-8 or GBK)"
            )
        ));
    }
    Ok((text.into_owned(), false))
}

/// The scripts of a file's text.
pub(crate) fn units(file: &Path, text: &str, column: Option<&str>) -> Result<Vec<Unit>> {
    match extension(file).as_deref() {
        Some("yaml" | "yml") => yaml(file, text),
        Some("csv") => table(file, text, b',', column),
        Some("tsv") => table(file, text, b'\t', column),
        Some("jsonl") => jsonl(file, text, column),
        Some("md") => Ok(markdown(text)),
        _ => Ok(lines(text)),
    }
}

/// One script a line.
pub(crate) fn lines(text: &str) -> Vec<Unit> {
    let mut out = Vec::new();
    let mut at = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end_matches(['\n', '\r']);
        let script = bare.trim_start_matches('\u{FEFF}');
        let offset = at + bare.len() - script.len();
        if !script.trim().is_empty() {
            out.push(Unit {
                line: n + 1,
                column: 1,
                text: script.to_owned(),
                offset: Some(offset),
            });
        }
        at += line.len();
    }
    out
}

/// Lines outside fenced code.
fn markdown(text: &str) -> Vec<Unit> {
    let mut fenced = false;
    let mut out = lines(text);
    out.retain(|unit| {
        let fence = unit.text.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    out
}

fn yaml(file: &Path, text: &str) -> Result<Vec<Unit>> {
    let source = Source::new(file.display().to_string(), text);
    let scripts = source.scripts().map_err(|findings| {
        let told: Vec<String> = findings.iter().map(|f| f.line(*LANG)).collect();
        anyhow!("{}", told.join("\n"))
    })?;
    Ok(scripts
        .into_iter()
        .map(|script| {
            let written = text
                .get(script.place.start..script.place.end)
                .unwrap_or_default();
            // Plain text stands as it is; quoted text one character further,
            // if nothing in it is escaped.
            let offset = if written == script.text {
                Some(script.place.start)
            } else {
                let bare = written.get(1..written.len().saturating_sub(1));
                (bare == Some(script.text.as_str())).then_some(script.place.start + 1)
            };
            Unit {
                line: script.place.line as usize,
                column: script.place.column as usize,
                text: script.text,
                offset,
            }
        })
        .collect())
}

fn table(file: &Path, text: &str, delimiter: u8, column: Option<&str>) -> Result<Vec<Unit>> {
    let shown = file.display();
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader
        .headers()
        .map_err(|e| anyhow!("{shown}: {e}"))?
        .clone();
    let wanted = column.map_or_else(|| COLUMNS.to_vec(), |name| vec![name]);
    let Some(at) = headers.iter().position(|h| wanted.contains(&h.trim())) else {
        let known: Vec<&str> = headers.iter().collect();
        return Err(anyhow!(
            "{shown}: {} {}; {} {}",
            tr("找不到话术列", "there is no column"),
            wanted.join(" / "),
            tr("表里有：", "the table has:"),
            known.join(", ")
        ));
    };
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| anyhow!("{shown}: {e}"))?;
        let line = record.position().map_or(0, |p| p.line() as usize);
        if let Some(text) = record.get(at).filter(|t| !t.trim().is_empty()) {
            out.push(Unit {
                line,
                column: at + 1,
                text: text.to_owned(),
                offset: None,
            });
        }
    }
    Ok(out)
}

fn jsonl(file: &Path, text: &str, column: Option<&str>) -> Result<Vec<Unit>> {
    let mut out = Vec::new();
    let mut problems = Vec::new();
    for (n, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line) {
            Ok(object) => {
                let role = object.get("role").or_else(|| object.get("sender"));
                let by_agent = role
                    .and_then(|r| r.as_str())
                    .is_none_or(|r| AGENTS.contains(&r.to_lowercase().as_str()));
                let names = column.map_or_else(|| COLUMNS.to_vec(), |name| vec![name]);
                let text = names.iter().find_map(|name| object.get(*name)?.as_str());
                if let Some(text) = text.filter(|t| by_agent && !t.trim().is_empty()) {
                    out.push(Unit {
                        line: n + 1,
                        column: 1,
                        text: text.to_owned(),
                        offset: None,
                    });
                }
            }
            Err(e) => problems.push(format!("{}:{}:{}: {e}", file.display(), n + 1, e.column())),
        }
    }
    if problems.is_empty() {
        Ok(out)
    } else {
        Err(anyhow!("{}", problems.join("\n")))
    }
}
