//! What stops the program, as opposed to findings in content.

use std::fmt;

use crate::diagnostic::{Diagnostic, Lang, Message};

/// Why a call could not be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The pack has errors; [`Error::diagnostics`] lists all of them.
    Pack,
    /// The bytes are no bundle, or one of another format version, or damaged.
    Bundle,
    /// A file or folder could not be read.
    Io,
    /// A value the host passed in (session, facts, time) is not usable.
    Input,
    /// A library refused what should have worked: a bug in huashu.
    Internal,
}

/// An error with a kind to match on and a message for people.
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    message: Message,
    diagnostics: Vec<Diagnostic>,
}

impl Error {
    /// An error without findings.
    pub fn new(kind: ErrorKind, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            kind,
            message: Message::new(zh, en),
            diagnostics: Vec::new(),
        }
    }

    /// The error of a pack with findings.
    pub fn pack(diagnostics: Vec<Diagnostic>) -> Self {
        let n = diagnostics.len();
        Self {
            kind: ErrorKind::Pack,
            message: Message::new(
                format!("知识包有 {n} 处问题"),
                format!("the pack has {n} problem{}", if n == 1 { "" } else { "s" }),
            ),
            diagnostics,
        }
    }

    pub(crate) fn internal(what: &str, cause: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Internal,
            format!("内部错误（{what}）：{cause}"),
            format!("internal error ({what}): {cause}"),
        )
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message in one language.
    pub fn message(&self, lang: Lang) -> &str {
        self.message.text(lang)
    }

    /// All findings behind the error, in reading order; empty unless
    /// the kind is [`ErrorKind::Pack`].
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)?;
        for diagnostic in &self.diagnostics {
            write!(f, "\n{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
