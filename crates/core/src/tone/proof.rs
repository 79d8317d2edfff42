//! Every rule has to report its `fires` and leave its `quiet` alone.

use super::{CheckOptions, Checker, Stage, Tone};
use crate::tone::Kind;

/// The examples of rules that do not hold: the rule's number, the line's
/// number (`fires` first, then `quiet`), and whether it should have fired.
pub(crate) fn proof(tone: &Tone) -> Vec<(usize, usize, bool)> {
    let checker = Checker::new(tone.clone());
    let mut wrong = Vec::new();
    for (number, rule) in tone.rules.iter().enumerate() {
        let stage: Option<Stage> = match rule.kind {
            Kind::Require { stage, .. } => stage,
            _ => None,
        };
        let options = CheckOptions {
            select: vec![rule.code.clone()],
            stage,
            ..CheckOptions::default()
        };
        let fires = rule.fires.iter().map(|line| (true, line));
        let quiet = rule.quiet.iter().map(|line| (false, line));
        for (n, (should, line)) in fires.chain(quiet).enumerate() {
            let mut findings = checker.check(line, &options);
            if should && findings.is_empty() && rule.kind == Kind::Similar {
                // Where another rule tells the same, a learned one is silent.
                findings = checker.check(line, &CheckOptions::default());
            }
            let found = findings.iter().any(|f| f.severity >= rule.severity);
            if found != should {
                wrong.push((number, n, should));
            }
        }
    }
    wrong
}
