//! Outcomes for people to read.

use std::fmt::Write;

use huashu::{Decision, Engine, Evidence, Explanation, Lang, Outcome, Pack, Suggestion};

use crate::lang::{LANG, tr};
use crate::table::{Align, table};

/// What a decision is called.
pub(crate) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Auto => tr("自动回复", "auto"),
        Decision::Suggest => tr("建议回复", "suggest"),
        Decision::Ask => tr("反问", "ask"),
        Decision::Handoff => tr("转人工", "handoff"),
        Decision::Silent => tr("无需回复", "silent"),
    }
}

/// The title of an intent with its id.
fn intent(engine: &Engine, id: &str) -> String {
    match engine.pack().intents().iter().find(|i| i.id() == id) {
        Some(found) => format!("{} ({id})", found.title().text(*LANG)),
        None => id.to_owned(),
    }
}

/// An outcome: decision, intents, numbered suggestions with their reasons.
pub(crate) fn outcome(engine: &Engine, outcome: &Outcome) -> String {
    let mut out = match outcome.text.is_empty() {
        true => format!("{} {}\n", tr("事件>", "event>"), outcome.reason.text(*LANG)),
        false => format!(
            "{} {}\n",
            tr("买家>", "customer>"),
            printable(&outcome.text)
        ),
    };
    let intents: Vec<String> = outcome
        .intents
        .iter()
        .take(2)
        .map(|i| format!("{} {:.2}", intent(engine, &i.id), i.confidence))
        .collect();
    let _ = writeln!(
        out,
        "  [{}] {}",
        decision(outcome.decision),
        intents.join(" · ")
    );
    out.push_str(&told(outcome));
    for (n, suggestion) in outcome.suggestions.iter().enumerate() {
        let _ = writeln!(out, "  {}. {}", n + 1, printable(&suggestion.text));
        let _ = writeln!(out, "     {}", because(suggestion));
    }
    out
}

/// What the message tells and carries, and what has to be written down.
pub(crate) fn told(outcome: &Outcome) -> String {
    let mut out = String::new();
    for problem in &outcome.problems {
        let _ = writeln!(
            out,
            "  {} {}",
            tr("事实有误：", "wrong fact:"),
            problem.message.text(*LANG)
        );
    }
    for signal in outcome.signals.iter().filter(|s| s.group != "tactic") {
        let _ = writeln!(
            out,
            "  {}.{} {:.2}",
            signal.group, signal.id, signal.confidence
        );
    }
    for slot in &outcome.slots {
        let unit = slot.unit.as_deref().unwrap_or_default();
        let about = if slot.approx {
            tr("（约）", " (about)")
        } else {
            ""
        };
        let refused = if slot.refused {
            tr("（不要）", " (refused)")
        } else {
            ""
        };
        let _ = writeln!(out, "  {}: {}{unit}{about}{refused}", slot.kind, slot.value);
    }
    if let Some(remark) = &outcome.remark {
        let flag = &remark.flag;
        let _ = writeln!(out, "  {} [{flag}] {}", tr("备注", "remark"), remark.text);
    }
    if let Some(handover) = outcome.handover.as_ref().filter(|h| !h.text.is_empty()) {
        let _ = writeln!(
            out,
            "  {} {}",
            tr("交接", "handover"),
            printable(&handover.text)
        );
    }
    out
}

fn because(suggestion: &Suggestion) -> String {
    let reasons: Vec<String> = suggestion.evidence.iter().take(3).map(reason).collect();
    format!(
        "{} {:.2} | {}",
        suggestion.reply_id,
        suggestion.score,
        reasons.join(tr("；", "; "))
    )
}

/// One piece of evidence in words.
fn reason(evidence: &Evidence) -> String {
    let detail = &evidence.detail;
    match evidence.kind {
        "rule" => format!("{} {detail}", tr("规则", "rule")),
        "example" => format!("{}“{detail}”", tr("像", "like ")),
        "condition" => format!("{} {detail}", tr("条件", "condition")),
        "signal" => format!("{} {detail}", tr("信号", "signal")),
        _ => feature(detail),
    }
}

/// A feature in words: `w:运费` is a word, `c:when` a class, `g:发货` a run of
/// characters, `cw:` and `cc:` are pairs.
fn feature(name: &str) -> String {
    let (kind, rest) = name.split_once(':').unwrap_or(("", name));
    let kind = match kind {
        "w" => tr("词", "word"),
        "g" => tr("字", "characters"),
        "c" => tr("词类", "class"),
        "l" => tr("长度", "length"),
        _ => tr("搭配", "pair"),
    };
    let readable: String = rest
        .chars()
        .map(|c| {
            if ('\u{E000}'..='\u{F8FF}').contains(&c) {
                '#'
            } else {
                c
            }
        })
        .collect();
    format!("{kind} {readable}")
}

/// An explanation, step by step.
pub(crate) fn explanation(engine: &Engine, e: &Explanation) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}", tr("归一", "folded"), e.folded);
    let _ = writeln!(out, "{}  {}", tr("分词", "words"), e.words.join(" / "));
    let classes: Vec<String> = e.classes.iter().map(|(c, w)| format!("{w}<{c}>")).collect();
    let _ = writeln!(out, "{}  {}", tr("词类", "classes"), classes.join(" "));
    let _ = writeln!(
        out,
        "{}  {}: {}",
        tr("决策", "decision"),
        decision(e.decision),
        e.reason.text(*LANG)
    );
    for reasons in &e.intents {
        let _ = writeln!(
            out,
            "\n{}  {:.3}  ({} {:+.2})",
            intent(engine, &reasons.score.id),
            reasons.score.confidence,
            tr("对数几率", "log-odds"),
            reasons.log_odds
        );
        let rows: Vec<Vec<String>> = reasons
            .evidence
            .iter()
            .map(|e| vec![String::from(" "), format!("{:+.2}", e.weight), reason(e)])
            .collect();
        out.push_str(&table(&[Align::Left, Align::Right, Align::Left], &rows));
    }
    let _ = writeln!(out, "\n{}", tr("话术", "replies"));
    let rows: Vec<Vec<String>> = e
        .replies
        .iter()
        .map(|r| {
            let mark = if r.text.is_some() { "+" } else { "-" };
            vec![
                mark.to_owned(),
                r.reply_id.clone(),
                r.reason.text(*LANG).to_owned(),
            ]
        })
        .collect();
    out.push_str(&table(&[Align::Left, Align::Left, Align::Left], &rows));
    out
}

/// A share as per cent.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// What a pack holds, in one line.
pub(crate) fn summary(pack: &Pack) -> String {
    let examples: usize = pack.intents().iter().map(|i| i.examples().len()).sum();
    let (intents, replies) = (pack.intents().len(), pack.replies().len());
    let (name, version) = (pack.name(), pack.version());
    match *LANG {
        Lang::Zh => {
            format!("{name} {version}：{intents} 个意图，{examples} 条问法，{replies} 条话术")
        }
        Lang::En => {
            format!("{name} {version}: {intents} intents, {examples} examples, {replies} replies")
        }
    }
}

/// A text for a terminal: control characters, which could move the cursor or
/// change colours, become visible.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}
