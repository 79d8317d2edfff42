//! What the engine makes of a message.

use serde::Serialize;

use crate::contradiction::Problem;
use crate::diagnostic::Message;
use crate::evidence::Evidence;
use crate::handover::Handover;
use crate::pack::Decision;
use crate::remark::Remark;
use crate::session::Session;
use crate::signal::SignalHit;
use crate::slot::Slot;

/// What the engine makes of a message. Serialised, it is the wire format that
/// the command line, Python and JavaScript share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The message as typed.
    pub text: String,
    /// What to do.
    pub decision: Decision,
    /// Why this decision.
    #[serde(skip)]
    pub reason: Message,
    /// What the customer may want, the likeliest first. A second ask of the
    /// same message has a confidence of its own, so they need not sum to 1.
    pub intents: Vec<IntentScore>,
    /// What the message tells; see [`Slot`].
    pub slots: Vec<Slot>,
    /// What the message carries beside its intent.
    pub signals: Vec<SignalHit>,
    /// What could be said, the best first.
    pub suggestions: Vec<Suggestion>,
    /// The slot that the first suggestion asks for.
    pub asks: Option<String>,
    /// What should be written on the order.
    pub remark: Option<Remark>,
    /// The note for the person who takes over, with a decision `handoff`.
    pub handover: Option<Handover>,
    /// Whether this belongs into the record of unanswered questions.
    pub unanswered: bool,
    /// What is wrong with the facts that the host passed in.
    pub problems: Vec<Problem>,
    /// The conversation after this message.
    pub session: Session,
}

/// An intent and how likely it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IntentScore {
    /// The intent's id.
    pub id: String,
    /// 0 to 1, calibrated on held-out examples of the pack.
    pub confidence: f64,
}

/// A reply that could be sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The reply's id.
    pub reply_id: String,
    /// The intent it answers; `None` if it answers an event or a signal.
    pub intent: Option<String>,
    /// The text with everything filled in.
    pub text: String,
    /// For ordering, 0 to 1.
    pub score: f64,
    /// Why it is offered, the strongest reason first.
    pub evidence: Vec<Evidence>,
}
