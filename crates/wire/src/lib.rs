//! The wire format: what goes into the engine and comes out of it as JSON.
//!
//! Bindings hand over JSON and get JSON, so that names, errors and spans are
//! the same in every language. `docs/json.md` describes the fields.
//!
//! ```
//! use huashu_wire::{Unit, suggest};
//!
//! let engine = huashu::builtin()?;
//! let outcome = suggest(&engine, "", r#"{"text": "什么时候发货呀"}"#, Unit::Utf16)?;
//! assert!(outcome.starts_with(r#"{"text":"什么时候发货呀","decision":"#));
//! # Ok::<(), huashu::Error>(())
//! ```

mod build;
mod cases;
mod failure;
mod input;
mod unit;

use huashu_core::{Checker, Engine, Error, ErrorKind, Finding, Message, RuleInfo, Severity};
use serde::Serialize;

pub use build::{Built, build};
pub use cases::{Conversation, Turn, conversations};
pub use failure::failure;
pub use input::{check_options, input, session};
pub use unit::Unit;

/// The engine's outcome for a session (its JSON, or nothing for a new one) and
/// an input (`{text, event, facts, now, top}`, all optional).
///
/// # Errors
/// [`ErrorKind::Input`] if the session or the input cannot be read.
pub fn suggest(engine: &Engine, session: &str, input: &str, unit: Unit) -> Result<String, Error> {
    let session = self::session(session)?;
    let mut outcome = engine.suggest(&session, &self::input(input)?);
    for slot in &mut outcome.slots {
        let place = unit.of(&outcome.text, slot.start..slot.end);
        (slot.start, slot.end) = (place.start, place.end);
    }
    json(&outcome)
}

/// Why the engine answers as it does; `expect` is the id of a reply to explain
/// besides.
///
/// # Errors
/// As [`suggest`], or if there is no such reply.
pub fn explain(
    engine: &Engine,
    session: &str,
    input: &str,
    expect: Option<&str>,
) -> Result<String, Error> {
    let explained = engine.explain(&self::session(session)?, &self::input(input)?, expect)?;
    json(&explained)
}

/// The words of a text as a list.
///
/// # Errors
/// As [`Engine::segment`].
pub fn segment(engine: &Engine, text: &str) -> Result<String, Error> {
    json(&engine.segment(text)?)
}

/// What the rules find in a text, as a list. The options are
/// `{select, ignore, severity, stage}`, all optional.
///
/// # Errors
/// [`ErrorKind::Input`] if the options cannot be read.
pub fn check(checker: &Checker, text: &str, options: &str, unit: Unit) -> Result<String, Error> {
    let (options, _) = check_options(options)?;
    json(&findings(checker.check(text, &options), text, unit))
}

/// Findings with their places in another unit.
pub fn findings(mut findings: Vec<Finding>, text: &str, unit: Unit) -> Vec<Finding> {
    for finding in &mut findings {
        let place = unit.of(text, finding.start..finding.end);
        (finding.start, finding.end) = (place.start, place.end);
    }
    findings
}

/// The text with the safe rewrites made, or with the option `all` every one.
///
/// # Errors
/// As [`check`].
pub fn fix(checker: &Checker, text: &str, options: &str) -> Result<String, Error> {
    let (options, all) = check_options(options)?;
    Ok(checker.fix(text, &options, all))
}

/// The rules of a checker as a list.
///
/// # Errors
/// None in practice: rules are always JSON.
pub fn rules(checker: &Checker) -> Result<String, Error> {
    json(
        &checker
            .rules()
            .map(|rule| Rule::of(&rule))
            .collect::<Vec<_>>(),
    )
}

#[derive(Serialize)]
struct Rule {
    code: String,
    severity: Severity,
    title: Message,
    why: Message,
    source: String,
    fires: Vec<String>,
    quiet: Vec<String>,
}

impl Rule {
    fn of(rule: &RuleInfo<'_>) -> Self {
        Self {
            code: rule.code().to_owned(),
            severity: rule.severity(),
            title: rule.title().clone(),
            why: rule.why().clone(),
            source: rule.source().to_owned(),
            fires: rule.fires().to_vec(),
            quiet: rule.quiet().to_vec(),
        }
    }
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| {
        let cause = e.to_string();
        Error::new(ErrorKind::Internal, cause.clone(), cause)
    })
}
