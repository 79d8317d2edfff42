//! What the commands need from the world: packs, facts, sessions, lines.

use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use huashu::{Engine, Event, Facts, Input, Lang, Outcome, Session};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Context;
use crate::lang::{LANG, tr};

/// The engine of a folder or a bundle, or the built-in one. Findings are shown before
/// the error is given back.
pub(crate) fn engine(pack: Option<&Path>) -> Result<Engine> {
    let engine = match pack {
        Some(path) => huashu::open(path),
        None => huashu::builtin(),
    };
    engine.map_err(|error| {
        crate::findings::show(error.diagnostics());
        plain(&error)
    })
}

/// An error of the library in the language of this run.
pub(crate) fn plain(error: &huashu::Error) -> anyhow::Error {
    anyhow!("{}", error.message(*LANG))
}

/// A conversation with its facts and its clock.
pub(crate) struct Host {
    pub(crate) engine: Engine,
    pub(crate) session: Session,
    facts: Facts,
    now: Option<huashu::DateTime>,
    top: usize,
    file: Option<PathBuf>,
}

impl Host {
    pub(crate) fn new(context: &Context) -> Result<Self> {
        Ok(Self {
            engine: engine(context.pack.as_deref())?,
            session: match &context.session {
                Some(file) if file.exists() => session(file)?,
                _ => Session::default(),
            },
            facts: match &context.facts {
                Some(file) => facts(file)?,
                None => Facts::default(),
            },
            now: context.now,
            top: context.top,
            file: context.session.clone(),
        })
    }

    /// Whether messages continue one conversation that is kept in a file.
    pub(crate) fn keeps_session(&self) -> bool {
        self.file.is_some()
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the engine makes of an event, with the facts of this host.
    pub(crate) fn happened(&mut self, event: Event) -> Outcome {
        let input = Input {
            event: Some(event),
            ..self.input("")
        };
        let outcome = self.engine.suggest(&self.session, &input);
        self.session = outcome.session.clone();
        outcome
    }

    pub(crate) fn input(&self, text: &str) -> Input {
        Input {
            text: text.to_owned(),
            event: None,
            facts: self.facts.clone(),
            now: Some(self.now.unwrap_or_else(|| jiff::Zoned::now().datetime())),
            top: Some(self.top),
        }
    }

    /// Writes the session back, whole or not at all.
    pub(crate) fn save(&self) -> Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let text = serde_json::to_string_pretty(&self.session)?;
        crate::replace::replace(file, (text + "\n").as_bytes())
    }
}

/// The text of a file that has to be UTF-8.
pub(crate) fn read(file: &Path) -> Result<String> {
    let bytes = fs::read(file)
        .map_err(|e| anyhow!("{} {}: {e}", tr("读不了", "cannot read"), file.display()))?;
    let bytes = bytes
        .strip_prefix("\u{FEFF}".as_bytes())
        .unwrap_or(&bytes)
        .to_vec();
    String::from_utf8(bytes).map_err(|e| {
        let good = e.utf8_error().valid_up_to();
        let line = 1 + e.as_bytes()[..good].iter().filter(|b| **b == b'\n').count();
        anyhow!(
            "{}:{line}: {}",
            file.display(),
            tr("不是 UTF-8 文字", "not UTF-8 text")
        )
    })
}

fn facts(file: &Path) -> Result<Facts> {
    let text = read(file)?;
    let example = tr(
        "事实应写成 order: {status: paid} 的样子",
        "facts are written like order: {status: paid}",
    );
    serde_yaml::from_str(&text).map_err(|e| {
        let place = e
            .location()
            .map(|l| format!(":{}:{}", l.line(), l.column()))
            .unwrap_or_default();
        anyhow!(
            "{}{place}: {}\n{example}",
            file.display(),
            first_line(&e.without_snippet().to_string())
        )
    })
}

fn session(file: &Path) -> Result<Session> {
    serde_json::from_str(&read(file)?).map_err(|e| {
        let advice = tr(
            "会话文件损坏或来自别的版本；删掉它就会开始新的对话",
            "the session file is damaged or of another version; delete it to start a new conversation",
        );
        anyhow!("{}:{}:{}: {e}\n{advice}", file.display(), e.line(), e.column())
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Calls `each` with every message: those given, else the lines of standard
/// input. What is no UTF-8 is read as `�` and said so.
pub(crate) fn each_message(
    given: &[String],
    mut each: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    if !given.is_empty() {
        return given.iter().try_for_each(|text| each(text));
    }
    let stdin = io::stdin();
    if stdin.is_terminal() {
        eprintln!(
            "{}",
            tr(
                "请逐行输入买家的消息，Ctrl-D 结束",
                "type customer messages, one a line; Ctrl-D ends"
            )
        );
    }
    let bar = progress(!stdin.is_terminal());
    let mut reader = stdin.lock();
    let mut line = Vec::new();
    let mut number = 0u64;
    loop {
        line.clear();
        if !read_line(&mut reader, &mut line)? {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if let std::borrow::Cow::Owned(_) = text {
            bar.suspend(|| match *LANG {
                Lang::Zh => eprintln!("第 {number} 行不是 UTF-8，读不懂的部分当作 �"),
                Lang::En => {
                    eprintln!("line {number} is not UTF-8; what cannot be read is taken as �")
                }
            });
        }
        each(text.trim_end_matches(['\n', '\r']))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// No message is longer; what goes beyond is dropped, so that a file without
/// line ends cannot fill the memory.
const MAX_LINE_BYTES: usize = 1 << 20;

/// Reads a line, or what of it fits; false at the end of input.
pub(crate) fn read_line(
    reader: &mut (impl BufRead + ?Sized),
    line: &mut Vec<u8>,
) -> io::Result<bool> {
    line.clear();
    let mut some = false;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(some);
        }
        some = true;
        let end = buffer.iter().position(|b| *b == b'\n');
        let taken = end.map_or(buffer.len(), |at| at + 1);
        let room = MAX_LINE_BYTES.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        reader.consume(taken);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// A bar that shows itself on a terminal when work is long.
pub(crate) fn progress(wanted: bool) -> ProgressBar {
    if !wanted {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} ({per_sec}) {elapsed}") {
        bar.set_style(style);
    }
    bar
}
