//! Decisions: what may be said without a person.

use crate::analysis::{Analysis, Analyzer};
use crate::diagnostic::Message;
use crate::intent::Ranking;
use crate::pack::{Decision, IntentKind, Pack};

/// A decision with its reason.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) decision: Decision,
    pub(crate) reason: Message,
    /// Whether a question back should offer the likeliest intents.
    pub(crate) choices_help: bool,
    /// The signal that limits it, by group and id.
    pub(crate) signal: Option<(String, String)>,
}

impl Verdict {
    pub(crate) fn new(decision: Decision, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            decision,
            reason: Message::new(zh, en),
            choices_help: false,
            signal: None,
        }
    }
}

/// What single clauses of a message want besides its first intent.
pub(crate) struct Others {
    /// Another intent that may be answered.
    pub(crate) second: Option<usize>,
    /// One that is a person's to answer.
    pub(crate) person: Option<usize>,
}

/// Decides from the ranking.
pub(crate) fn decide(
    pack: &Pack,
    analyzer: &Analyzer,
    analysis: &Analysis,
    ranking: &Ranking,
    others: &Others,
) -> Verdict {
    let order = ranking.order();
    let Some(&top) = order.first() else {
        return Verdict::new(
            Decision::Handoff,
            "知识包里没有意图",
            "the pack has no intents",
        );
    };
    if analysis.clauses.is_empty() {
        return Verdict::new(Decision::Ask, "消息里没有文字", "the message has no words");
    }
    let intent = &pack.intents[top];
    let (id, sure) = (&intent.id, ranking.probabilities[top]);
    let limits = &pack.thresholds;
    if intent.decision == Decision::Auto || intent.decision == Decision::Suggest {
        let rival = order
            .iter()
            .skip(1)
            .find(|i| Some(**i) != others.second)
            .map_or(0.0, |i| ranking.probabilities[*i]);
        if sure < limits.suggest {
            let mut verdict = Verdict::new(
                Decision::Ask,
                format!("最像 {id}，但把握只有 {sure:.2}"),
                format!("most like {id}, but only {sure:.2} sure"),
            );
            verdict.choices_help = true;
            return verdict;
        }
        let enough = if intent.kind != IntentKind::Business || analyzer.asks(analysis) {
            limits.auto
        } else {
            limits.auto_statement
        };
        if intent.decision == Decision::Auto && sure >= enough && sure - rival >= limits.margin {
            if let Some(person) = others.person {
                let person = &pack.intents[person].id;
                return Verdict::new(
                    Decision::Handoff,
                    format!("消息里还有 {person}，应由人接手"),
                    format!("the message also has {person}, which is a person's to answer"),
                );
            }
            return Verdict::new(
                Decision::Auto,
                format!("{id} 把握 {sure:.2}"),
                format!("{id} with {sure:.2}"),
            );
        }
        return Verdict::new(
            Decision::Suggest,
            format!("{id} 把握 {sure:.2}，请人工确认"),
            format!("{id} with {sure:.2}: a person should confirm"),
        );
    }
    if intent.decision == Decision::Silent && sure < limits.suggest {
        return Verdict::new(
            Decision::Ask,
            format!("最像 {id}，但把握只有 {sure:.2}"),
            format!("most like {id}, but only {sure:.2} sure"),
        );
    }
    let mut verdict = Verdict::new(
        intent.decision,
        format!("意图 {id} 按知识包规定"),
        format!("the pack says so for {id}"),
    );
    verdict.choices_help = intent.decision == Decision::Ask;
    verdict
}

/// How much a decision keeps the machine back.
pub(crate) fn strictness(decision: Decision) -> u8 {
    match decision {
        Decision::Auto => 0,
        Decision::Silent => 1,
        Decision::Suggest => 2,
        Decision::Ask => 3,
        Decision::Handoff => 4,
    }
}
