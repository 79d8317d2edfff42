//! The engine of huashu.
//!
//! A [`Pack`] is everything one kind of shop knows; an [`Engine`] answers from
//! it. Both are plain immutable values: no files, threads, clock, randomness
//! or printing, so the same input gives the same bytes natively and in WASM.
//!
//! ```
//! use huashu_core::{Engine, Input, Pack, Session, Source};
//!
//! let pack = Pack::parse(&[vec![
//!     Source::new("pack.yaml", "name: demo\nversion: '1'\n"),
//!     Source::new("intents/hi.yaml", "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗, 你好]\n"),
//!     Source::new("replies/hi.yaml", "- {id: hi.any, intent: hi, variants: [您好，请问有什么可以帮您？]}\n"),
//! ]])?;
//! let engine = Engine::new(pack)?;
//! let outcome = engine.suggest(&Session::default(), &Input::text("在嗎"));
//! assert_eq!(outcome.intents[0].id, "hi");
//! # Ok::<(), huashu_core::Error>(())
//! ```

mod analysis;
mod answer;
mod branch;
mod bundle;
mod chart;
mod contradiction;
mod decide;
mod diagnostic;
mod dialogue;
mod engine;
mod error;
pub mod evaluate;
mod event;
mod evidence;
mod explain;
mod expression;
mod facts;
mod features;
mod handover;
mod happened;
mod index;
mod intent;
mod lean;
mod letters;
mod matcher;
mod numeral;
mod opening;
mod outcome;
mod pack;
mod pairs;
mod parse;
mod patterns;
mod policy;
mod remark;
mod reply;
mod required;
mod rule;
mod scorer;
pub mod segment;
mod session;
mod signal;
mod slot;
mod template;
pub mod text;
mod tone;
mod trie;
mod understand;
mod unsayable;
mod when;
mod yaml;

pub use bundle::bundle;
pub use contradiction::Problem;
pub use diagnostic::{Diagnostic, Lang, Message, Place, Severity};
pub use engine::{DEFAULT_TOP, Engine, Input};
pub use error::{Error, ErrorKind};
pub use event::{Event, UnknownEvent};
pub use evidence::Evidence;
pub use explain::{Explanation, IntentReasons, ReplyReasons};
pub use facts::{Facts, Value};
pub use handover::Handover;
pub use jiff::civil::DateTime;
pub use lean::Size;
pub use outcome::{IntentScore, Outcome, Suggestion};
pub use pack::{Decision, Intent, IntentKind, Pack, Reply, Script, Source};
pub use remark::Remark;
pub use session::{Counters, Session};
pub use signal::SignalHit;
pub use slot::{Shown, Slot};
pub use tone::{CheckOptions, Checker, Finding, RuleInfo, Stage};
