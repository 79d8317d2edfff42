//! What is wrong with a file that is checked, told as it is found.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use huashu::Lang;

use crate::lang::{LANG, tr};
use crate::report::slashed;
use crate::scripts::Place;

/// A damaged file tells so many places; the rest is only counted.
const MOST_TOLD: usize = 20;

pub(crate) struct Problems {
    file: PathBuf,
    found: usize,
    /// Whether somebody else tells them.
    silent: bool,
}

impl Problems {
    pub(crate) fn of(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            found: 0,
            silent: false,
        }
    }

    pub(crate) fn silent(file: &Path) -> Self {
        Self {
            silent: true,
            ..Self::of(file)
        }
    }

    pub(crate) fn tell(&mut self, at: Place, message: &str) {
        self.found += 1;
        if !self.silent && self.found <= MOST_TOLD {
            let file = slashed(&self.file);
            let place = match at {
                Place::NOWHERE => file,
                Place { line, column, .. } => format!("{file}:{line}:{column}"),
            };
            complain(&format!("{place}: {message}"));
        }
    }

    /// How many there were.
    pub(crate) fn end(self) -> usize {
        let more = self.found.saturating_sub(MOST_TOLD);
        if more > 0 && !self.silent {
            let file = slashed(&self.file);
            complain(&match *LANG {
                Lang::Zh => format!("{file}: 另有 {more} 处同类问题"),
                Lang::En => format!("{file}: {more} more problems"),
            });
        }
        self.found
    }
}

/// Tells a mistake that does not stop the run.
pub(crate) fn complain(message: &str) {
    eprintln!("{}{message}", tr("错误：", "error: "));
}

/// Several mistakes as one error, each on a line of its own.
pub(crate) fn together(messages: &[String]) -> anyhow::Error {
    let next = format!("\n{}", tr("错误：", "error: "));
    anyhow!("{}", messages.join(&next))
}

/// Tells something worth knowing.
pub(crate) fn note(message: &str) {
    eprintln!("{}{message}", tr("提示：", "note: "));
}
