//! Explanations: the same path as `suggest`, told step by step.

use serde::Serialize;

use crate::diagnostic::Message;
use crate::engine::{Engine, Input, Reading, rounded};
use crate::error::{Error, ErrorKind};
use crate::evidence::{Collector, Evidence};
use crate::outcome::IntentScore;
use crate::pack::{Decision, Reply};
use crate::reply::{Chooser, Refusal, Rendered};
use crate::session::Session;
use crate::when::Obstacle;

/// How many intents are explained.
const MAX_INTENTS: usize = 3;

/// How many examples, and how many features, are named for each.
const MAX_EVIDENCE: usize = 8;

/// Why a message gets the answer it gets.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The message, folded and with typos corrected.
    pub folded: String,
    /// Its words; `<kind>` stands for things recognised by their shape.
    pub words: Vec<String>,
    /// The lexicon's classes found, each with its word.
    pub classes: Vec<(String, String)>,
    /// The likeliest intents with everything that spoke for or against them.
    pub intents: Vec<IntentReasons>,
    /// What is done.
    pub decision: Decision,
    /// Why that.
    pub reason: Message,
    /// Every reply of the explained intents: offered, or why not.
    pub replies: Vec<ReplyReasons>,
}

/// What spoke for or against one intent.
#[derive(Debug, Clone, Serialize)]
pub struct IntentReasons {
    /// The intent and its confidence.
    #[serde(flatten)]
    pub score: IntentScore,
    /// All evidence as log-odds.
    pub log_odds: f64,
    /// Rules, similar examples and the weightiest features.
    pub evidence: Vec<Evidence>,
}

/// What became of one reply.
#[derive(Debug, Clone, Serialize)]
pub struct ReplyReasons {
    /// The reply's id.
    pub reply_id: String,
    /// The intent it answers.
    pub intent: String,
    /// The text, when it could be sent.
    pub text: Option<String>,
    /// Why it is offered or not.
    pub reason: Message,
}

impl Engine {
    /// Explains what [`suggest`](Engine::suggest) does with a message; with
    /// `expect`, also what became of that reply.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the pack has no reply `expect`.
    pub fn explain(
        &self,
        session: &Session,
        input: &Input,
        expect: Option<&str>,
    ) -> Result<Explanation, Error> {
        let expected = match expect {
            Some(id) => Some(self.reply(id)?),
            None => None,
        };
        let reading = self.read(session, input)?;
        let analyzer = &self.recognizer.analyzer;
        let mut explained: Vec<usize> = reading
            .intents
            .iter()
            .take(MAX_INTENTS)
            .map(|(i, _)| *i)
            .collect();
        let wanted = expected.and_then(|r| self.pack.intent_index(r.intent()?));
        if let Some(wanted) = wanted.filter(|w| !explained.contains(w)) {
            explained.push(wanted);
        }
        let chooser = self.chooser(session, input, &reading);
        let replies = (0..self.pack.replies.len())
            .filter(|n| {
                let intent = self.pack.replies[*n].intent();
                explained
                    .iter()
                    .any(|i| Some(self.pack.intents[*i].id.as_str()) == intent)
            })
            .map(|n| self.reply_reasons(&reading, &chooser, n))
            .collect();
        let classes = reading
            .analysis
            .class_hits
            .iter()
            .map(|hit| {
                let word = reading.analysis.text()[hit.range.clone()].to_owned();
                (analyzer.class_names[usize::from(hit.class)].clone(), word)
            })
            .collect();
        let outcome = self.suggest(session, input);
        let collector = Collector::new(self, &reading);
        Ok(Explanation {
            folded: reading.analysis.text().to_owned(),
            words: reading
                .analysis
                .stream
                .iter()
                .flat_map(|c| c.words.clone())
                .collect(),
            classes,
            intents: explained
                .iter()
                .map(|i| self.intent_reasons(&reading, &collector, *i))
                .collect(),
            decision: outcome.decision,
            reason: outcome.reason,
            replies,
        })
    }

    fn reply(&self, id: &str) -> Result<&Reply, Error> {
        self.pack
            .replies
            .iter()
            .find(|r| r.id == id)
            .ok_or_else(|| {
                let prefix = id.split('.').next().unwrap_or_default();
                let near: Vec<&str> = self
                    .pack
                    .replies
                    .iter()
                    .filter(|r| r.intent() == Some(prefix) || r.id.starts_with(prefix))
                    .map(|r| r.id.as_str())
                    .take(8)
                    .collect();
                let near = if near.is_empty() {
                    "-".to_owned()
                } else {
                    near.join(", ")
                };
                Error::new(
                    ErrorKind::Input,
                    format!("没有编号为“{id}”的话术。相近的有：{near}"),
                    format!("there is no reply `{id}`; similar: {near}"),
                )
            })
    }

    fn intent_reasons(
        &self,
        reading: &Reading,
        collector: &Collector<'_>,
        intent: usize,
    ) -> IntentReasons {
        let confidence = reading
            .intents
            .iter()
            .find(|(i, _)| *i == intent)
            .map_or(reading.ranking.probabilities[intent], |(_, c)| *c);
        let evidence = collector.for_intent(intent, MAX_EVIDENCE, 0.0);
        IntentReasons {
            score: IntentScore {
                id: self.pack.intents[intent].id.clone(),
                confidence: rounded(confidence),
            },
            log_odds: rounded(reading.ranking.scores[intent]),
            evidence,
        }
    }

    fn reply_reasons(
        &self,
        reading: &Reading,
        chooser: &Chooser<'_>,
        number: usize,
    ) -> ReplyReasons {
        let reply = &self.pack.replies[number];
        let rendered = chooser.render(number);
        let first = reading
            .intents
            .first()
            .map(|(i, _)| self.pack.intents[*i].id.as_str());
        let reason = match &rendered {
            Ok(text)
                if !self.may_be_said(
                    chooser,
                    &Rendered {
                        reply,
                        text: text.clone(),
                    },
                ) =>
            {
                unsayable_message()
            }
            Ok(_) if first == reply.intent() => Message::new("可以发送", "can be sent"),
            Ok(_) => {
                let intent = reply.intent().unwrap_or_default();
                Message::new(
                    format!("可以发送，但意图 {intent} 不是第一位"),
                    format!("could be sent, but the intent {intent} is not the first"),
                )
            }
            Err(refusal) => refusal_message(refusal),
        };
        ReplyReasons {
            reply_id: reply.id.clone(),
            intent: reply.intent().unwrap_or_default().to_owned(),
            text: rendered.ok(),
            reason,
        }
    }
}

fn refusal_message(refusal: &Refusal) -> Message {
    match refusal {
        Refusal::Unsayable => unsayable_message(),
        Refusal::NotMentioned => Message::new(
            "消息里没有这条话术要求的词",
            "the message has none of the words this reply is for",
        ),
        Refusal::Known(slot) => Message::new(
            format!("它问的 {slot} 已经知道了"),
            format!("it asks for {slot}, which is known"),
        ),
        Refusal::Unfilled(name) => Message::new(
            format!("占位符 {{{name}}} 没有内容可填"),
            format!("nothing fills the placeholder {{{name}}}"),
        ),
        Refusal::Obstacle(Obstacle::NotYetValid) => Message::new("还没到有效期", "not valid yet"),
        Refusal::Obstacle(Obstacle::NoLongerValid) => Message::new("已过有效期", "no longer valid"),
        Refusal::Obstacle(Obstacle::DateUnknown) => Message::new(
            "有有效期，但不知道今天的日期",
            "it is dated, and the date of today is not known",
        ),
        Refusal::Obstacle(Obstacle::Condition(path, None)) => Message::new(
            format!("条件不满足：不知道 {path}"),
            format!("a condition does not hold: {path} is not known"),
        ),
        Refusal::Obstacle(Obstacle::Condition(path, Some(value))) => Message::new(
            format!("条件不满足：{path} 是 {value}"),
            format!("a condition does not hold: {path} is {value}"),
        ),
    }
}

fn unsayable_message() -> Message {
    Message::new(
        "措辞检查发现错误，不会发送",
        "the wording check found an error; it is not offered",
    )
}
