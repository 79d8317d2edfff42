//! The engine: one immutable snapshot that answers messages.

use jiff::civil::DateTime;
use once_cell::sync::OnceCell;

use crate::analysis::Analysis;
use crate::answer::unreadable;
use crate::contradiction::Problem;
use crate::decide::Verdict;
use crate::error::Error;
use crate::event::Event;
use crate::facts::Facts;
use crate::intent::{Examples, Fitted, Ranking, Recognizer, fit};
use crate::lean::Size;
use crate::outcome::Outcome;
use crate::pack::Pack;
use crate::reply::ReplyIndex;
use crate::session::Session;
use crate::signal::Signals;
use crate::slot::{Listed, Slot};
use crate::tone::Checker;
use crate::unsayable::{Unsayable, checker_of};

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
    pub(crate) replies: ReplyIndex,
    pub(crate) listed: Listed,
    pub(crate) signals: Signals,
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
    /// What happened instead of a message; the text is then not looked at.
    pub event: Option<Event>,
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

    /// An event without facts.
    pub fn event(event: Event) -> Self {
        Self {
            event: Some(event),
            ..Self::default()
        }
    }
}

/// A message that has been looked at; what `suggest` and `explain` share.
pub(crate) struct Reading {
    pub(crate) analysis: Analysis,
    pub(crate) ranking: Ranking,
    /// The intents that are reported, with their confidence.
    pub(crate) intents: Vec<(usize, f32)>,
    pub(crate) verdict: Verdict,
    pub(crate) slots: Vec<Slot>,
    /// Numbers of the signals in the pack, with their confidence.
    pub(crate) signals: Vec<(usize, f32)>,
    pub(crate) worked_out: WorkedOut,
}

/// The facts that replies are chosen and filled by.
pub(crate) struct WorkedOut {
    /// What is wrong with the host's facts.
    pub(crate) problems: Vec<Problem>,
    /// The host's facts without those.
    pub(crate) facts: Facts,
    pub(crate) derived: Facts,
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
    pub fn new(mut pack: Pack) -> Result<Self, Error> {
        let fitted = fit(&mut pack, Size::Full)?;
        Self::assemble(pack, fitted)
    }

    pub(crate) fn assemble(pack: Pack, fitted: Fitted) -> Result<Self, Error> {
        let examples = Examples::new(&pack);
        let unsayable = fitted.unsayable.clone();
        let signals = Signals::new(&pack, fitted.signals.clone())?;
        let recognizer = Recognizer::new(&pack, fitted)?;
        let replies = ReplyIndex::new(&pack, &recognizer.analyzer);
        let listed = Listed::new(&pack.lexicon)?;
        Ok(Self {
            replies,
            listed,
            signals,
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
        if let Some(event) = input.event {
            return self.happened(session, input, event);
        }
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

    /// Loads and prepares what the first message otherwise waits for.
    ///
    /// # Errors
    /// As [`Segmenter::load`](crate::segment::Segmenter::load).
    pub fn warm_up(&self) -> Result<(), Error> {
        self.recognizer.analyzer.segmenter().load()?;
        self.suggest(&Session::default(), &Input::text(" "));
        Ok(())
    }
}

/// Three decimals are what people read, and the same on every platform.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}
