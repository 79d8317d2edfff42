//! What a message says: intents, slots and signals, a decision from them, and
//! what follows from facts and policy.

use crate::contradiction::{problems, without};
use crate::decide::{Others, Verdict, decide, strictness};
use crate::dialogue::{Known, derive};
use crate::engine::{Engine, Input, Reading, WorkedOut};
use crate::error::Error;
use crate::event::Event;
use crate::facts::Value;
use crate::intent::Context;
use crate::pack::{Decision, IntentKind};
use crate::session::Session;
use crate::signal::Found;
use crate::slot::{Slot, measured_twice, slots, tactic, title};

/// Intents less likely than this are not reported.
const LEAST_CONFIDENCE: f32 = 0.02;

/// At most this many intents are reported.
const MAX_INTENTS: usize = 5;

/// A clause that is this surely a person's to answer stops an automatic one.
const PERSON: f32 = 0.5;

/// What the intent of the turn before gets: a fragment is likely about the
/// same thing, a full question does not care.
const SAME_TOPIC: f32 = 0.4;

/// What the intent gets about which the shop asked, when the message has what
/// was asked for and says little else.
const ANSWERED: f32 = 9.0;

/// What it gets when a message says little but data that it is about.
const MORE_DATA: f32 = 6.0;

/// What it gets when a message only names something else: 鞋子呢.
const FRAGMENT: f32 = 3.0;

/// A signal that is as strict as the intent speaks for it from here on.
const SURE: f32 = 0.8;

/// So many characters beside the answer are little.
const LITTLE: usize = 6;

/// The same message so many times in a row is a person's to answer.
const REPEATED: u32 = 3;

/// So many messages in a row that nobody could read are, too.
const MISSES: u32 = 3;

impl Engine {
    pub(crate) fn read(&self, session: &Session, input: &Input) -> Result<Reading, Error> {
        let analysis = self.recognizer.analyzer.analyze(&input.text)?;
        let asked = session.asked.as_ref();
        let expected = asked.map(|a| a.slot.as_str());
        let mut slots = slots(&self.pack, &self.listed, &analysis, expected, &input.text);
        let context = self.context(session, &slots, &analysis.folded);
        let last = session.last_intent.as_deref();
        let ranking =
            self.recognizer
                .rank(&self.pack, &self.examples, &analysis, (context, last))?;
        let order = ranking.order();
        let mut intents: Vec<(usize, f32)> = order
            .iter()
            .map(|i| (*i, ranking.probabilities[*i]))
            .take(MAX_INTENTS)
            .filter(|(_, p)| *p >= LEAST_CONFIDENCE)
            .collect();
        let asks = match analysis.clauses.len() {
            0 | 1 => Vec::new(),
            _ => self.recognizer.asks(&self.pack, &analysis)?,
        };
        let second = self.second_ask(&asks, order.first().copied());
        if let Some((second, confidence)) = second {
            intents.retain(|(i, _)| *i != second);
            intents.insert(1.min(intents.len()), (second, confidence));
            intents.truncate(MAX_INTENTS);
        }
        let others = Others {
            second: second.map(|(i, _)| i),
            person: self.person(&asks),
        };
        let analyzer = &self.recognizer.analyzer;
        let answers = context.is_some_and(|c| c.weight >= ANSWERED);
        let found = self
            .signals
            .find(&self.pack, analyzer, &analysis, &intents, answers);
        for (number, confidence) in &found.told {
            let signal = &self.pack.signals[*number];
            if signal.group == "tactic" {
                slots.push(tactic(&signal.id, *confidence, input.text.len()));
            }
        }
        let decided = decide(&self.pack, analyzer, &analysis, &ranking, &others);
        let verdict = self.limited(decided, session, &analysis, &found, &slots);
        let signals = found.told;
        let worked_out = self.work_out(session, input, analysis.text(), &slots, &signals);
        Ok(Reading {
            analysis,
            ranking,
            intents,
            verdict,
            slots,
            signals,
            worked_out,
        })
    }

    /// What the turn before says about this one's intent.
    fn context(
        &self,
        session: &Session,
        slots: &[Slot],
        folded: &crate::text::Folded,
    ) -> Option<Context> {
        let told: usize = slots.iter().map(|s| s.end - s.start).sum();
        let rest = folded.as_str().len().saturating_sub(told) / 3;
        if let Some(asked) = &session.asked
            && let Some(intent) = self.pack.intent_index(&asked.intent)
            && slots.iter().any(|slot| slot.kind == asked.slot)
        {
            let weight = if rest <= LITTLE { ANSWERED } else { SAME_TOPIC };
            return Some(Context { intent, weight });
        }
        let last = session.last_intent.as_deref()?;
        let intent = self.pack.intent_index(last)?;
        // Words about the goods are asks of their own; figures and names are
        // not.
        let wanted = |slot: &Slot| match slot.kind.as_str() {
            "order_id" | "phone" => rest <= 2,
            "usual_size" | "size_wanted" | "fit" | "signed" => {
                self.replies.uses(intent, &slot.kind)
            }
            kind => matches!(slot.value, Value::Number(_)) && self.replies.uses(intent, kind),
        };
        let weight = if rest <= LITTLE && slots.iter().any(wanted) {
            MORE_DATA
        } else if folded.as_str().ends_with('呢') && folded.as_str().chars().count() <= LITTLE {
            FRAGMENT
        } else {
            SAME_TOPIC
        };
        Some(Context { intent, weight })
    }

    /// The verdict with what signals and the conversation limit it to.
    fn limited(
        &self,
        verdict: Verdict,
        session: &Session,
        analysis: &crate::analysis::Analysis,
        found: &Found,
        slots: &[Slot],
    ) -> Verdict {
        let limits = found.told.iter().filter_map(|(number, confidence)| {
            let signal = &self.pack.signals[*number];
            signal
                .decision
                .map(|decision| (signal, decision, *confidence))
        });
        let strictest = limits.max_by_key(|(_, decision, _)| strictness(*decision));
        if let Some((signal, decision, confidence)) = strictest
            && (strictness(decision) > strictness(verdict.decision)
                || (decision == verdict.decision && confidence >= SURE))
        {
            return Verdict {
                signal: Some((signal.group.clone(), signal.id.clone())),
                ..Verdict::new(
                    decision,
                    format!("{}（{}）把握 {confidence:.2}", signal.title.zh, signal.id),
                    format!("{} ({}) with {confidence:.2}", signal.title.en, signal.id),
                )
            };
        }
        let again = session.last_text == analysis.text() && !analysis.text().trim().is_empty();
        if again && session.repeated + 1 >= REPEATED && verdict.decision != Decision::Silent {
            return Verdict::new(
                Decision::Handoff,
                "同样的话说了三遍，请人工接手",
                "the same message for the third time: a person should take over",
            );
        }
        if verdict.decision == Decision::Ask && session.misses + 1 >= MISSES {
            return Verdict::new(
                Decision::Handoff,
                "连续几句都没看懂，请人工接手",
                "several messages in a row were not understood: a person should take over",
            );
        }
        if let Some(kind) = measured_twice(slots)
            && verdict.decision == Decision::Auto
        {
            return Verdict::new(
                Decision::Suggest,
                format!(
                    "消息里有不止一个{}，可能是几个人的，请人工确认",
                    title(&self.pack, kind)
                ),
                format!(
                    "the message has {kind} more than once, maybe of several people: a person should confirm"
                ),
            );
        }
        if let Some((number, confidence)) = found.doubted.first()
            && verdict.decision == Decision::Auto
        {
            let title = &self.pack.signals[*number].title;
            return Verdict::new(
                Decision::Suggest,
                format!("可能是{}（{confidence:.2}），请人工确认", title.zh),
                format!(
                    "it may be {} ({confidence:.2}): a person should confirm",
                    title.en
                ),
            );
        }
        verdict
    }

    pub(crate) fn work_out(
        &self,
        session: &Session,
        input: &Input,
        text: &str,
        slots: &[Slot],
        signals: &[(usize, f32)],
    ) -> WorkedOut {
        let problems = problems(&self.pack, &input.facts, input.now);
        let facts = without(&input.facts, &problems);
        let mut known = Known::new(&self.pack, &facts, session, slots, text, input.now);
        known.signals = signals
            .iter()
            .map(|(n, _)| &self.pack.signals[*n])
            .map(|signal| (signal.group.as_str(), signal.id.as_str()))
            .collect();
        let mut derived = derive(&known);
        let silences =
            session.events(Event::Silence) + u32::from(input.event == Some(Event::Silence));
        for (path, count) in [
            ("session.turns", session.turns),
            ("session.misses", session.misses),
            ("session.silences", silences),
        ] {
            derived.set(path, Value::Number(f64::from(count)));
        }
        WorkedOut {
            problems,
            facts,
            derived,
        }
    }

    /// Another intent that one clause of the message surely has and that may
    /// be answered.
    fn second_ask(&self, asks: &[(usize, f32)], first: Option<usize>) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for &(intent, confidence) in asks {
            let definition = &self.pack.intents[intent];
            let answerable =
                definition.decision == Decision::Auto && definition.kind == IntentKind::Business;
            let sure = confidence >= self.pack.thresholds.auto;
            if answerable
                && sure
                && Some(intent) != first
                && best.is_none_or(|(_, c)| confidence > c)
            {
                best = Some((intent, confidence));
            }
        }
        best
    }

    /// An intent of a clause that is a person's to answer: then the machine
    /// does not answer the rest of the message alone either.
    fn person(&self, asks: &[(usize, f32)]) -> Option<usize> {
        asks.iter()
            .find(|(i, c)| self.pack.intents[*i].decision == Decision::Handoff && *c >= PERSON)
            .map(|(i, _)| *i)
    }
}
