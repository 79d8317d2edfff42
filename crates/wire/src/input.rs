//! Reading what hosts pass in.

use huashu_core::{
    CheckOptions, DateTime, Error, ErrorKind, Facts, Input, Session, Severity, Stage,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Given {
    text: String,
    event: Option<String>,
    facts: Option<Facts>,
    now: Option<String>,
    top: Option<usize>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Options {
    select: Vec<String>,
    ignore: Vec<String>,
    severity: Option<Severity>,
    stage: Option<Stage>,
    all: bool,
}

/// Reads an input.
///
/// # Errors
/// [`ErrorKind::Input`] with what is wrong with it.
pub fn input(json: &str) -> Result<Input, Error> {
    let given: Given = read(json, "输入", "the input")?;
    let event = given.event.as_deref().map(str::parse).transpose();
    let event = event.map_err(|e: huashu_core::UnknownEvent| wrong("输入", "the input", &e))?;
    let now: Option<DateTime> = match given.now.as_deref() {
        Some(now) => Some(now.parse().map_err(|e| wrong("now", "now", &e))?),
        None => None,
    };
    Ok(Input {
        text: given.text,
        event,
        facts: given.facts.unwrap_or_default(),
        now,
        top: given.top,
    })
}

/// Reads a session; an empty text is a new one.
///
/// # Errors
/// [`ErrorKind::Input`] if it is damaged or of another version.
pub fn session(json: &str) -> Result<Session, Error> {
    if json.trim().is_empty() || json.trim() == "null" {
        return Ok(Session::default());
    }
    serde_json::from_str(json).map_err(|e| wrong("会话", "the session", &e))
}

/// Reads the options of a check, and whether `all` rewrites are made.
///
/// # Errors
/// [`ErrorKind::Input`] with what is wrong with them.
pub fn check_options(json: &str) -> Result<(CheckOptions, bool), Error> {
    let given: Options = read(json, "选项", "the options")?;
    let options = CheckOptions {
        select: given.select,
        ignore: given.ignore,
        severity: given.severity,
        stage: given.stage,
    };
    Ok((options, given.all))
}

pub(crate) fn read<T: DeserializeOwned + Default>(
    json: &str,
    zh: &str,
    en: &str,
) -> Result<T, Error> {
    if json.trim().is_empty() {
        return Ok(T::default());
    }
    serde_json::from_str(json).map_err(|e| wrong(zh, en, &e))
}

fn wrong(zh: &str, en: &str, cause: &dyn std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::Input,
        format!("{zh}读不出来：{cause}"),
        format!("{en} cannot be read: {cause}"),
    )
}
