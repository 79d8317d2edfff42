//! From what was understood to an outcome: replies, decision, what the host is to keep.

use crate::decide::strictness;
use crate::diagnostic::{Lang, Message};
use crate::engine::{DEFAULT_TOP, Engine, Input, Reading, rounded};
use crate::error::Error;
use crate::evidence::{Collector, Evidence};
use crate::facts::Value;
use crate::handover::handover;
use crate::outcome::{IntentScore, Outcome, Suggestion};
use crate::pack::{Decision, IntentKind, Reply};
use crate::reply::{Chooser, Rendered};
use crate::session::Session;
use crate::signal::hits;
use crate::unsayable::{is_sayable, quotes};
use crate::when::Situation;

/// Replies after the first of one intent score this much less each.
pub(crate) const NEXT_REPLY: f32 = 0.8;

impl Engine {
    pub(crate) fn answer(&self, session: &Session, input: &Input, reading: &Reading) -> Outcome {
        let chooser = self.chooser(session, input, reading);
        let top = input.top.unwrap_or(DEFAULT_TOP);
        let mut offers = self.offers(&chooser, reading, top);
        let (decision, reason) = self.decision(reading, offers.first().map(|(_, o)| o.reply));
        offers.truncate(top);
        let asks = offers.first().and_then(|(_, o)| o.reply.asks.clone());
        let collector = Collector::new(self, reading);
        let suggestions: Vec<Suggestion> = offers
            .into_iter()
            .map(|(score, rendered)| suggestion(score, rendered, |r| collector.for_reply(r)))
            .collect();
        let top = self.top_intent(reading);
        let mut next = session.clone();
        next.heard(reading.analysis.text(), &reading.slots);
        if !self.haggles(reading) {
            // Pieces count while they are bargained for.
            next.forget("quantity");
        }
        if let Some(Value::Text(chart)) = reading.worked_out.derived.get("size.chart") {
            next.remember_chart(chart);
        }
        next.said(top, decision, &suggestions, asks.as_deref());
        let signals = hits(&self.pack, &reading.signals);
        let names = signals.iter().map(|s| format!("{}.{}", s.group, s.id));
        let handover = (decision == Decision::Handoff)
            .then(|| handover(&self.pack, &next, names.collect(), &input.text));
        let unanswered = match decision {
            Decision::Ask => asks.is_none(),
            Decision::Handoff => suggestions.is_empty() || self.is_unclear(reading),
            Decision::Auto | Decision::Suggest | Decision::Silent => false,
        };
        Outcome {
            text: input.text.clone(),
            decision,
            reason,
            intents: reading
                .intents
                .iter()
                .map(|(i, c)| IntentScore {
                    id: self.pack.intents[*i].id.clone(),
                    confidence: rounded(*c),
                })
                .collect(),
            slots: reading.slots.clone(),
            signals,
            suggestions,
            asks,
            remark: self.remark(reading, input),
            handover,
            unanswered,
            problems: reading.worked_out.problems.clone(),
            session: next,
        }
    }

    /// Everything that could be said, the best first.
    fn offers<'a>(
        &self,
        chooser: &Chooser<'a>,
        reading: &Reading,
        top: usize,
    ) -> Vec<(f32, Rendered<'a>)> {
        let mut offers: Vec<(f32, Rendered<'a>)> = Vec::new();
        if let Some((group, id)) = &reading.verdict.signal {
            let said = chooser.signal_replies(group, id);
            let said = said
                .filter(|r| self.may_be_said(chooser, r))
                .take(top.max(1));
            offers.extend(said.map(|rendered| (1.0, rendered)));
        }
        // Beside what a person has to answer, nothing else is offered.
        let alone =
            reading.verdict.signal.is_some() && reading.verdict.decision != Decision::Suggest;
        let first = usize::from(!offers.is_empty());
        if !(alone && first > 0) {
            for (intent, confidence) in self.to_answer(reading) {
                let mut score = confidence;
                // No more than are shown are filled and looked at for wording.
                let said = chooser
                    .replies(intent)
                    .filter(|r| self.may_be_said(chooser, r));
                for rendered in said.take(top.max(1)) {
                    offers.push((score, rendered));
                    score *= NEXT_REPLY;
                }
            }
        }
        // The first reply of the first intent leads whatever the scores are:
        // the decision is about it.
        if offers.len() > 1 {
            offers[1..].sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.reply.id.cmp(&b.1.reply.id)));
        }
        offers
    }

    /// Whether a rendered reply is free of wording that must never be sent.
    /// What the pack itself says was checked when it was fitted; what facts
    /// add is checked now.
    pub(crate) fn may_be_said(&self, chooser: &Chooser<'_>, rendered: &Rendered<'_>) -> bool {
        !quotes(&self.pack, rendered.reply, &chooser.situation)
            || is_sayable(self.checker(), &rendered.text)
    }

    /// The verdict, unless no fitting reply can be sent.
    fn decision(&self, reading: &Reading, first: Option<&Reply>) -> (Decision, Message) {
        let verdict = &reading.verdict;
        let intent = first.and_then(Reply::intent);
        let first_intent = intent.and_then(|id| self.pack.intent_index(id));
        let asks = first.is_some_and(|reply| reply.asks.is_some());
        let fits = match verdict.decision {
            _ if verdict.signal.is_some() => true,
            Decision::Auto => first_intent == reading.intents.first().map(|(i, _)| *i),
            Decision::Ask => {
                first_intent.is_some_and(|i| self.pack.intents[i].decision == Decision::Ask)
            }
            Decision::Suggest | Decision::Handoff | Decision::Silent => true,
        };
        let Some(first) = first else {
            return match verdict.decision {
                decided @ (Decision::Silent | Decision::Handoff) => {
                    (decided, verdict.reason.clone())
                }
                _ => (
                    Decision::Handoff,
                    Message::new("没有可用的话术", "no reply can be used"),
                ),
            };
        };
        if !fits {
            let message = Message::new(
                "本该说的话术用不了",
                "the reply it should be cannot be used",
            );
            return (Decision::Suggest, message);
        }
        let limit = first.decision.filter(|limit| {
            let open = matches!(verdict.decision, Decision::Auto | Decision::Suggest);
            open && strictness(*limit) > strictness(verdict.decision)
        });
        if verdict.decision != Decision::Auto && limit.is_none() {
            return (verdict.decision, verdict.reason.clone());
        }
        if let Some(limit) = limit {
            let message = Message::new(
                format!("话术 {} 规定", first.id),
                format!("the reply {} says so", first.id),
            );
            return (limit, message);
        }
        if !reading.worked_out.problems.is_empty() {
            let message = Message::new(
                "事实自相矛盾，请人工确认",
                "the facts contradict each other: a person should confirm",
            );
            return (Decision::Suggest, message);
        }
        let decision = if asks { Decision::Ask } else { Decision::Auto };
        (decision, verdict.reason.clone())
    }

    fn top_intent(&self, reading: &Reading) -> Option<&str> {
        reading
            .intents
            .first()
            .map(|(i, _)| self.pack.intents[*i].id.as_str())
    }

    /// Whether the message bargains about the goods themselves.
    fn haggles(&self, reading: &Reading) -> bool {
        let group = self.pack.groups.iter().find(|g| g.name == "tactic");
        let top = self.top_intent(reading);
        let within = group.is_some_and(|g| g.within.iter().any(|id| Some(id.as_str()) == top));
        let tactics = reading.signals.iter().map(|(n, _)| &self.pack.signals[*n]);
        let gift = tactics
            .clone()
            .any(|s| s.group == "tactic" && s.id == "gift");
        within && !gift
    }

    fn is_unclear(&self, reading: &Reading) -> bool {
        let top = reading.intents.first();
        top.is_none_or(|(i, _)| self.pack.intents[*i].decision == Decision::Ask)
    }

    /// What should be written on the order: wishes about it, in messages about
    /// it.
    fn remark(&self, reading: &Reading, input: &Input) -> Option<crate::remark::Remark> {
        let format = &self.pack.remarks;
        let asked = reading
            .intents
            .first()
            .map(|(i, _)| &self.pack.intents[*i].id);
        let about = asked.is_some_and(|id| format.within.contains(id));
        let wishes = reading.slots.iter().any(|slot| slot.kind == "wish");
        if !about && !wishes {
            return None;
        }
        let agent = match input.facts.get("agent") {
            Some(agent) => Some(agent.to_string()),
            None => self.pack.defaults.get("agent").cloned(),
        };
        format.remark(agent.as_deref(), &reading.slots)
    }

    /// The intents whose replies are offered, with their confidence. A
    /// question back comes first when that is the decision.
    fn to_answer(&self, reading: &Reading) -> Vec<(usize, f32)> {
        let mut out = Vec::new();
        if reading.verdict.decision == Decision::Silent {
            return out;
        }
        if reading.verdict.decision == Decision::Ask {
            let asks = |i: usize| self.pack.intents[i].decision == Decision::Ask;
            let top = reading
                .intents
                .first()
                .map(|(i, _)| *i)
                .filter(|i| asks(*i));
            let asking = top.or_else(|| (0..self.pack.intents.len()).find(|i| asks(*i)));
            out.extend(asking.map(|i| (i, 1.0)));
        }
        let enough = self.pack.thresholds.suggest;
        for (n, (intent, confidence)) in reading.intents.iter().enumerate() {
            let answerable = self.pack.intents[*intent].decision != Decision::Ask;
            if answerable && (*confidence >= enough || (n == 0 && out.is_empty())) {
                out.push((*intent, *confidence));
            }
        }
        out
    }

    pub(crate) fn chooser<'a>(
        &'a self,
        session: &'a Session,
        input: &'a Input,
        reading: &'a Reading,
    ) -> Chooser<'a> {
        Chooser {
            pack: &self.pack,
            index: &self.replies,
            analysis: Some(&reading.analysis),
            situation: Situation {
                facts: &reading.worked_out.facts,
                derived: &reading.worked_out.derived,
                now: input.now,
            },
            session,
            unsayable: &self.unsayable,
            choices: self.choices(reading),
        }
    }

    /// The titles of the likeliest intents that can be answered, for a
    /// question back; `None` when there are not at least two.
    fn choices(&self, reading: &Reading) -> Option<String> {
        if !reading.verdict.choices_help {
            return None;
        }
        let titles: Vec<&str> = reading
            .ranking
            .order()
            .into_iter()
            .map(|i| &self.pack.intents[i])
            .filter(|i| i.decision == Decision::Auto && i.kind == IntentKind::Business)
            .take(2)
            .map(|i| i.title.zh.as_str())
            .collect();
        (titles.len() == 2).then(|| titles.join("还是"))
    }
}

pub(crate) fn suggestion(
    score: f32,
    rendered: Rendered<'_>,
    evidence: impl Fn(&Reply) -> Vec<Evidence>,
) -> Suggestion {
    let Rendered { reply, text } = rendered;
    Suggestion {
        reply_id: reply.id.clone(),
        intent: reply.intent().map(str::to_owned),
        text,
        score: rounded(score),
        evidence: evidence(reply),
    }
}

/// The conditions of a reply as evidence.
pub(crate) fn conditions(reply: &Reply) -> Vec<Evidence> {
    let evidence = |path: &String| Evidence {
        kind: "condition",
        detail: path.clone(),
        weight: 1.0,
    };
    reply.when.iter().map(|c| evidence(&c.path)).collect()
}

/// What is left when a library failed: a person has to look.
pub(crate) fn unreadable(session: &Session, input: &Input, error: &Error) -> Outcome {
    Outcome {
        text: input.text.clone(),
        decision: Decision::Handoff,
        reason: Message::new(error.message(Lang::Zh), error.message(Lang::En)),
        intents: Vec::new(),
        slots: Vec::new(),
        signals: Vec::new(),
        suggestions: Vec::new(),
        asks: None,
        remark: None,
        handover: None,
        unanswered: true,
        problems: Vec::new(),
        session: session.clone(),
    }
}
