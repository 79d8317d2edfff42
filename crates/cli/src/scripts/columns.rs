//! Columns of tables and keys of JSON: which of them hold scripts, who said
//! them, and in which conversation.

use anyhow::Result;
use huashu::Stage;

use super::{Sink, Unit};

/// Columns and keys that hold scripts unless the user names one.
pub(super) const SCRIPTS: [&str; 7] =
    ["text", "reply", "script", "话术", "回复", "内容", "content"];

pub(super) const ROLES: [&str; 6] = ["role", "sender", "speaker", "角色", "发送者", "发送方"];

pub(super) const SESSIONS: [&str; 4] = ["session", "session_id", "会话", "会话编号"];

/// The columns of a table, by its header.
pub(super) struct Columns {
    pub(super) script: usize,
    pub(super) role: Option<usize>,
    pub(super) session: Option<usize>,
}

impl Columns {
    /// `None` if no column holds scripts.
    pub(super) fn of(header: &[String], wanted: Option<&str>) -> Option<Self> {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                header
                    .iter()
                    .position(|h| h.trim().eq_ignore_ascii_case(name))
            })
        };
        Some(Self {
            script: find(&names(wanted))?,
            role: find(&ROLES),
            session: find(&SESSIONS),
        })
    }
}

/// The names a column of scripts may have.
pub(super) fn names(wanted: Option<&str>) -> Vec<&str> {
    wanted.map_or_else(|| SCRIPTS.to_vec(), |name| vec![name])
}

/// Tells the first and the last line of every conversation. One line is held
/// back, because only the next one tells whether it was the last.
#[derive(Default)]
pub(super) struct Conversations {
    session: String,
    opened: bool,
    held: Option<Unit>,
}

impl Conversations {
    /// A line of the log; `unit` is none when the agent did not say it.
    pub(super) fn line(
        &mut self,
        session: &str,
        unit: Option<Unit>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        if session != self.session {
            self.end(sink)?;
            session.clone_into(&mut self.session);
        }
        let Some(mut unit) = unit else { return Ok(()) };
        if session.is_empty() {
            return sink.unit(unit);
        }
        if !self.opened {
            unit.stage = Some(Stage::Opening);
            self.opened = true;
        }
        match self.held.replace(unit) {
            Some(before) => sink.unit(before),
            None => Ok(()),
        }
    }

    /// Ends the conversation: the line held back was its last.
    pub(super) fn end(&mut self, sink: &mut dyn Sink) -> Result<()> {
        self.opened = false;
        let Some(mut unit) = self.held.take() else {
            return Ok(());
        };
        unit.stage = unit.stage.or(Some(Stage::Closing));
        sink.unit(unit)
    }
}
