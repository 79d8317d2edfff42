//! From an event to an outcome.

use crate::answer::{NEXT_REPLY, conditions, suggestion};
use crate::contradiction::out_of_order;
use crate::diagnostic::Message;
use crate::engine::{DEFAULT_TOP, Engine, Input};
use crate::event::Event;
use crate::outcome::{Outcome, Suggestion};
use crate::pack::Decision;
use crate::reply::{Chooser, Rendered};
use crate::session::Session;
use crate::when::Situation;

impl Engine {
    /// What is said about something that happened.
    pub(crate) fn happened(&self, session: &Session, input: &Input, event: Event) -> Outcome {
        let mut worked_out = self.work_out(session, input, "", &[], &[]);
        if worked_out.problems.is_empty() {
            let late = out_of_order(event, &worked_out.facts, session);
            worked_out.problems.extend(late);
        }
        let chooser = Chooser {
            pack: &self.pack,
            index: &self.replies,
            analysis: None,
            situation: Situation {
                facts: &worked_out.facts,
                derived: &worked_out.derived,
                now: input.now,
            },
            session,
            unsayable: &self.unsayable,
            choices: None,
        };
        let top = input.top.unwrap_or(DEFAULT_TOP);
        let said: Vec<Rendered<'_>> = chooser
            .event_replies(event)
            .filter(|r| self.may_be_said(&chooser, r))
            .take(top.max(1))
            .collect();
        let first = said.first().map(|r| r.reply);
        let decision = match first {
            None => Decision::Silent,
            Some(reply) => reply.decision.unwrap_or(Decision::Auto),
        };
        // Contradictory facts, and a person who took over, call for a look.
        let sells = matches!(
            event,
            Event::Idle | Event::AskedButLeft | Event::Unpaid | Event::LowStock
        );
        let looked_at = (session.handed_over && sells) || !worked_out.problems.is_empty();
        let doubtful = decision == Decision::Auto && looked_at;
        let decision = if doubtful {
            Decision::Suggest
        } else {
            decision
        };
        let asks = first.and_then(|reply| reply.asks.clone());
        let mut next = session.clone();
        next.happened(event);
        let suggestions: Vec<Suggestion> = said
            .into_iter()
            .take(top)
            .zip(0i32..)
            .map(|(rendered, n)| {
                let score = libm::powf(NEXT_REPLY, n as f32);
                suggestion(score, rendered, conditions)
            })
            .collect();
        next.said(None, decision, &suggestions, asks.as_deref());
        Outcome {
            text: String::new(),
            decision,
            reason: Message::new(format!("事件 {event}"), format!("event {event}")),
            intents: Vec::new(),
            slots: Vec::new(),
            signals: Vec::new(),
            suggestions,
            asks,
            remark: None,
            handover: None,
            unanswered: false,
            problems: worked_out.problems,
            session: next,
        }
    }
}
