//! The engine: one immutable snapshot that answers messages.

use jiff::civil::DateTime;
use once_cell::sync::OnceCell;
use serde::Serialize;

use crate::analysis::Analysis;
use crate::decide::{Others, Verdict, decide};
use crate::diagnostic::Message;
use crate::error::Error;
use crate::evidence::{Collector, Evidence};
use crate::facts::Facts;
use crate::intent::{Examples, Fitted, Ranking, Recognizer, fit};
use crate::pack::{Decision, IntentKind, Pack, Reply};
use crate::reply::{Chooser, Rendered, ReplyIndex};
use crate::session::Session;
use crate::slot::{Slot, slots};
use crate::tone::Checker;
use crate::unsayable::{Unsayable, checker_of, is_sayable, uses_facts};
use crate::when::Situation;

/// Intents less likely than this are not reported.
const LEAST_CONFIDENCE: f32 = 0.02;

/// At most this many intents are reported.
const MAX_INTENTS: usize = 5;

/// Replies after the first of one intent score this much less each.
const NEXT_REPLY: f32 = 0.8;

/// A clause that is this surely a person's to answer stops an automatic one.
const PERSON: f32 = 0.5;

/// How many suggestions an [`Input`] asks for unless it says otherwise.
pub const DEFAULT_TOP: usize = 3;

/// Answers customer messages from a pack.
///
/// An engine is immutable and can be shared between threads. To take up a
/// changed pack, build another engine and swap the two.
pub struct Engine {
    pub(crate) pack: Pack,
    pub(crate) recognizer: Recognizer,
    pub(crate) examples: Examples,
    replies: ReplyIndex,
    /// Made at the first use: it compiles hundreds of patterns.
    checker: OnceCell<Checker>,
    /// Variants of replies that must not be said; see [`unsayable`].
    pub(crate) unsayable: Unsayable,
}

/// A customer's message and what the host knows at this moment.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The message as typed.
    pub text: String,
    /// What the host knows about order, item and customer.
    pub facts: Facts,
    /// The local time, for dated replies and conditions on the hour. The
    /// engine has no clock.
    pub now: Option<DateTime>,
    /// At most this many suggestions; `None` means [`DEFAULT_TOP`].
    pub top: Option<usize>,
}

impl Input {
    /// A message without facts.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

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
    /// What was recognised by its shape; see [`Slot`].
    pub slots: Vec<Slot>,
    /// What could be said, the best first.
    pub suggestions: Vec<Suggestion>,
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
    /// The intent it answers.
    pub intent: String,
    /// The text with everything filled in.
    pub text: String,
    /// For ordering, 0 to 1.
    pub score: f64,
    /// Why it is offered, the strongest reason first.
    pub evidence: Vec<Evidence>,
}

/// A message that has been looked at; what `suggest` and `explain` share.
pub(crate) struct Reading {
    pub(crate) analysis: Analysis,
    pub(crate) ranking: Ranking,
    /// The intents that are reported, with their confidence.
    pub(crate) intents: Vec<(usize, f32)>,
    pub(crate) verdict: Verdict,
}

impl Engine {
    /// Fits a pack and makes an engine of it.
    ///
    /// Fitting the shop pack's ten thousand examples takes about a second;
    /// where that matters, fit once with [`bundle`](crate::bundle) and load
    /// the result.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if a library
    /// refuses what a validated pack should make possible.
    pub fn new(pack: Pack) -> Result<Self, Error> {
        let fitted = fit(&pack)?;
        Self::assemble(pack, fitted)
    }

    pub(crate) fn assemble(pack: Pack, fitted: Fitted) -> Result<Self, Error> {
        let examples = Examples::new(&pack);
        let unsayable = fitted.unsayable.clone();
        let recognizer = Recognizer::new(&pack, fitted)?;
        let replies = ReplyIndex::new(&pack, &recognizer.analyzer);
        Ok(Self {
            replies,
            pack,
            recognizer,
            examples,
            checker: OnceCell::new(),
            unsayable,
        })
    }

    /// The pack the engine answers from.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// What checks texts with the pack's tone rules.
    pub fn checker(&self) -> &Checker {
        self.checker.get_or_init(|| checker_of(&self.pack))
    }

    /// The checker alone.
    pub fn into_checker(self) -> Checker {
        checker_of(&self.pack)
    }

    /// Answers a message. Pure: the same session and input give the same
    /// outcome. Any text is fine; at most
    /// [`MAX_GRAPHEMES`](crate::text::MAX_GRAPHEMES) of it are read.
    pub fn suggest(&self, session: &Session, input: &Input) -> Outcome {
        match self.read(session, input) {
            Ok(reading) => self.answer(session, input, &reading),
            Err(error) => unreadable(session, input, &error),
        }
    }

    /// The words of a text, folded and segmented as the engine sees them.
    ///
    /// # Errors
    /// As [`Segmenter::cut`](crate::segment::Segmenter::cut).
    pub fn segment(&self, text: &str) -> Result<Vec<String>, Error> {
        let folded = crate::text::fold(text);
        let words = self.recognizer.analyzer.segmenter().cut(folded.as_str())?;
        Ok(words.into_iter().map(str::to_owned).collect())
    }

    /// Loads what is otherwise loaded at the first message.
    ///
    /// # Errors
    /// As [`Segmenter::load`](crate::segment::Segmenter::load).
    pub fn warm_up(&self) -> Result<(), Error> {
        self.recognizer.analyzer.segmenter().load()
    }

    pub(crate) fn read(&self, session: &Session, input: &Input) -> Result<Reading, Error> {
        let last = session
            .last_intent
            .as_deref()
            .and_then(|id| self.pack.intent_index(id));
        let analysis = self.recognizer.analyzer.analyze(&input.text)?;
        let ranking = self
            .recognizer
            .rank(&self.pack, &self.examples, &analysis, last)?;
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
        let verdict = decide(&self.pack, analyzer, &analysis, &ranking, &others);
        Ok(Reading {
            analysis,
            ranking,
            intents,
            verdict,
        })
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

    fn answer(&self, session: &Session, input: &Input, reading: &Reading) -> Outcome {
        let chooser = self.chooser(session, input, reading);
        let mut offers: Vec<(f32, Rendered<'_>)> = Vec::new();
        for (intent, confidence) in self.to_answer(reading) {
            let mut score = confidence;
            for rendered in chooser.replies(intent) {
                if !self.may_be_said(&rendered) {
                    continue;
                }
                offers.push((score, rendered));
                score *= NEXT_REPLY;
            }
        }
        // The first reply of the first intent leads whatever the scores are:
        // the decision is about it.
        if offers.len() > 1 {
            offers[1..].sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.reply.id.cmp(&b.1.reply.id)));
        }
        let (decision, reason) = self.decision(reading, offers.first().map(|(_, o)| o.reply));
        offers.truncate(input.top.unwrap_or(DEFAULT_TOP));
        let collector = Collector::new(self, reading);
        let suggestions: Vec<Suggestion> = offers
            .into_iter()
            .map(|(score, Rendered { reply, text })| Suggestion {
                reply_id: reply.id.clone(),
                intent: reply.intent.clone(),
                text,
                score: rounded(score),
                evidence: collector.for_reply(reply),
            })
            .collect();
        let session = next_session(session, self.top_intent(reading), decision, &suggestions);
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
            slots: slots(&self.pack, &reading.analysis, &input.text),
            suggestions,
            session,
        }
    }

    /// Whether a rendered reply is free of wording that must never be sent.
    /// What the pack itself says was checked when it was fitted; what facts
    /// add is checked now.
    pub(crate) fn may_be_said(&self, rendered: &Rendered<'_>) -> bool {
        !uses_facts(&self.pack, rendered.reply) || is_sayable(self.checker(), &rendered.text)
    }

    /// The verdict, unless no fitting reply can be sent.
    fn decision(&self, reading: &Reading, first: Option<&Reply>) -> (Decision, Message) {
        let verdict = &reading.verdict;
        let first_intent = first.and_then(|reply| self.pack.intent_index(&reply.intent));
        let fits = match verdict.decision {
            Decision::Auto => first_intent == reading.intents.first().map(|(i, _)| *i),
            Decision::Ask => {
                first_intent.is_some_and(|i| self.pack.intents[i].decision == Decision::Ask)
            }
            Decision::Suggest | Decision::Handoff | Decision::Silent => true,
        };
        match first {
            _ if fits => (verdict.decision, verdict.reason.clone()),
            Some(_) => (
                Decision::Suggest,
                Message::new(
                    "本该说的话术用不了",
                    "the reply it should be cannot be used",
                ),
            ),
            None => (
                Decision::Handoff,
                Message::new("没有可用的话术", "no reply can be used"),
            ),
        }
    }

    fn top_intent(&self, reading: &Reading) -> Option<&str> {
        reading
            .intents
            .first()
            .map(|(i, _)| self.pack.intents[*i].id.as_str())
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
            analysis: &reading.analysis,
            situation: Situation {
                facts: &input.facts,
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
        let titles: Vec<&str> = reading
            .ranking
            .order()
            .into_iter()
            .map(|i| &self.pack.intents[i])
            .filter(|i| i.decision == Decision::Auto && i.kind == IntentKind::Business)
            .take(2)
            .map(|i| i.title.zh.as_str())
            .collect();
        (titles.len() == 2 && reading.verdict.choices_help).then(|| titles.join("还是"))
    }
}

/// Three decimals are what people read, and the same on every platform.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

fn next_session(
    session: &Session,
    top: Option<&str>,
    decision: Decision,
    suggestions: &[Suggestion],
) -> Session {
    let mut next = session.clone();
    next.turns = next.turns.saturating_add(1);
    if let Some(first) = suggestions.first().filter(|_| decision != Decision::Silent) {
        let used = next.used.entry(first.reply_id.clone()).or_default();
        *used = used.saturating_add(1);
        let answered = next.answered.entry(first.intent.clone()).or_default();
        *answered = answered.saturating_add(1);
    }
    if let Some(top) = top
        && matches!(decision, Decision::Auto | Decision::Suggest)
    {
        next.last_intent = Some(top.to_owned());
    }
    next
}

/// What is left when a library failed: a person has to look.
fn unreadable(session: &Session, input: &Input, error: &Error) -> Outcome {
    use crate::diagnostic::Lang;
    Outcome {
        text: input.text.clone(),
        decision: Decision::Handoff,
        reason: Message::new(error.message(Lang::Zh), error.message(Lang::En)),
        intents: Vec::new(),
        slots: Vec::new(),
        suggestions: Vec::new(),
        session: session.clone(),
    }
}
