//! From an intent to texts that may be sent.

use crate::analysis::{Analysis, Analyzer};
use crate::pack::{Pack, Reply, Template};
use crate::session::Session;
use crate::text::fold;
use crate::unsayable::Unsayable;
use crate::when::{Obstacle, Situation};

/// Placeholders the engine fills itself: the titles of the likeliest intents,
/// for a question back.
pub(crate) const ENGINE_PLACEHOLDERS: [&str; 1] = ["choices"];

/// A reply that can be sent.
#[derive(Debug, Clone)]
pub(crate) struct Rendered<'p> {
    pub(crate) reply: &'p Reply,
    pub(crate) text: String,
}

/// What replies are chosen and filled by.
pub(crate) struct Chooser<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) analysis: &'a Analysis,
    pub(crate) situation: Situation<'a>,
    pub(crate) session: &'a Session,
    pub(crate) unsayable: &'a Unsayable,
    pub(crate) choices: Option<String>,
}

/// Why a reply of the right intent was not offered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// A condition or the dates do not hold.
    Obstacle(Obstacle),
    /// The message has none of the words the reply is for.
    NotMentioned,
    /// Nothing fills this placeholder.
    Unfilled(String),
    /// Every variant has wording that must never be sent.
    Unsayable,
}

impl<'a> Chooser<'a> {
    /// The replies of an intent that hold, the most specific first, equal
    /// ones in the order of ids.
    pub(crate) fn replies(&self, intent: &str) -> Vec<Rendered<'a>> {
        let mut out: Vec<Rendered<'a>> = self
            .pack
            .replies
            .iter()
            .filter(|reply| reply.intent == intent)
            .filter_map(|reply| self.render(reply).ok().map(|text| Rendered { reply, text }))
            .collect();
        out.sort_by_key(|r| std::cmp::Reverse(specificity(r.reply)));
        out
    }

    /// The text of a reply, or why it cannot be sent.
    pub(crate) fn render(&self, reply: &Reply) -> Result<String, Refusal> {
        let repeats = self.session.answered(&reply.intent);
        if let Some(obstacle) = self.situation.obstacle(reply, repeats) {
            return Err(Refusal::Obstacle(obstacle));
        }
        if !reply.mentions.is_empty() && !self.analyzer.mentions(self.analysis, &reply.mentions) {
            return Err(Refusal::NotMentioned);
        }
        // A reply used before in this conversation takes its next wording.
        let first = self.session.used(&reply.id) as usize % reply.variants.len().max(1);
        let mut refusal = Refusal::Unsayable;
        let number = self
            .pack
            .replies
            .binary_search_by(|r| r.id.cmp(&reply.id))
            .unwrap_or(0);
        for n in 0..reply.variants.len() {
            let n = (first + n) % reply.variants.len();
            if self.unsayable.contains(&(number as u32, n as u32)) {
                continue;
            }
            match self.fill(&reply.variants[n]) {
                Ok(text) if !fold(&text).as_str().trim().is_empty() => return Ok(text),
                Ok(_) => refusal = Refusal::Unfilled("…".to_owned()),
                Err(name) => refusal = Refusal::Unfilled(name.to_owned()),
            }
        }
        Err(refusal)
    }

    fn fill<'t>(&self, template: &'t Template) -> Result<String, &'t str> {
        template.render(|name| {
            if name == "choices" {
                return self.choices.clone();
            }
            if let Some(figure) = name.strip_prefix("policy.") {
                return self.pack.policy.get(figure).cloned();
            }
            match self.situation.value(name) {
                Some(value) => Some(value.to_string()),
                None => self.pack.defaults.get(name).cloned(),
            }
        })
    }
}

/// A reply written for this very situation beats a general one.
fn specificity(reply: &Reply) -> usize {
    let asks_back = reply
        .variants
        .iter()
        .any(|v| v.placeholders().any(|p| p == "choices"));
    2 * reply.when.len()
        + 2 * usize::from(!reply.mentions.is_empty())
        + usize::from(reply.valid_from.is_some() || reply.valid_to.is_some())
        + usize::from(asks_back)
}
