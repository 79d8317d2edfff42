//! `huashu eval`: figures on lines whose intent is known.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use huashu::Pack;
use huashu::evaluate::{Case, Report, leave_out};
use serde::Deserialize;

use crate::Status;
use crate::args::Eval;
use crate::host::{engine, plain, progress, read};
use crate::lang::tr;
use crate::show::percent;
use crate::table::{Align, table};

/// Into how many parts `--leave-one-out` deals the examples: every example is
/// judged by an engine that was fitted on the other nineteen twentieths.
const FOLDS: usize = 20;

/// How many confusions are listed.
const CONFUSIONS: usize = 12;

pub(crate) fn run(args: &Eval) -> Result<Status> {
    let bar = progress(true);
    let engine = engine(args.pack.as_deref())?;
    let report = match &args.file {
        Some(file) => {
            let cases = cases(file, engine.pack())?;
            bar.set_length(cases.len() as u64);
            engine.evaluate(&cases, || bar.inc(1))
        }
        None => leave_out(engine.pack(), FOLDS, || bar.inc(1)).map_err(|e| plain(&e))?,
    };
    bar.finish_and_clear();
    let mut out = io::stdout();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        write!(out, "{}", text(&report))?;
        if args.misses {
            write!(out, "{}", misses(&report))?;
        }
    }
    let enough = args
        .min_accuracy
        .is_none_or(|least| report.accuracy >= least);
    if !enough {
        eprintln!(
            "{}",
            tr(
                "准确率低于 --min-accuracy",
                "the accuracy is below --min-accuracy"
            )
        );
    }
    Ok(if enough {
        Status::Fine
    } else {
        Status::Findings
    })
}

#[derive(Deserialize)]
struct Line {
    text: String,
    intent: Option<String>,
    #[serde(default)]
    accept: Vec<String>,
}

/// Reads all cases; all problems are reported at once.
fn cases(file: &Path, pack: &Pack) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut problems = Vec::new();
    for (n, line) in read(file)?.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("{}:{}", file.display(), n + 1);
        match serde_json::from_str::<Line>(line) {
            Ok(line) => {
                let ids = line.accept.iter().chain(&line.intent);
                for id in ids.filter(|id| pack.intent_index(id).is_none()) {
                    problems.push(format!(
                        "{place}: {} {id}",
                        tr("知识包里没有意图", "the pack has no intent")
                    ));
                }
                // A line with one acceptable intent has that as its intent.
                let intent = line.intent.or_else(|| match &line.accept[..] {
                    [only] => Some(only.clone()),
                    _ => None,
                });
                cases.push(Case {
                    text: line.text,
                    intent,
                    accept: line.accept,
                });
            }
            Err(e) => problems.push(format!("{place}:{}: {}", e.column(), cause(&e))),
        }
    }
    problems.dedup();
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    if cases.is_empty() {
        return Err(anyhow!(
            "{}: {}",
            file.display(),
            tr("没有可评测的行", "there are no lines to judge")
        ));
    }
    Ok(cases)
}

/// The library's message without its own line and column: `place` has them.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn text(report: &Report) -> String {
    let row = |name: &str, value: String, note: String| vec![name.to_owned(), value, note];
    let of = |n: usize| format!("/ {n}");
    let rows = [
        row(
            tr("业务消息准确率", "accuracy, business lines"),
            percent(report.accuracy),
            of(report.business),
        ),
        row(
            tr("宏平均 F1", "macro F1"),
            percent(report.macro_f1),
            String::new(),
        ),
        row(
            tr("自动回复覆盖率", "auto coverage"),
            percent(report.auto_coverage),
            of(report.business),
        ),
        row(
            tr("自动回复准确率", "auto precision"),
            percent(report.auto_precision),
            String::new(),
        ),
        row(
            tr("不该答却自动答了", "false answers"),
            percent(report.false_answers),
            of(report.no_answer),
        ),
    ];
    let mut out = table(&[Align::Left, Align::Right, Align::Left], &rows);
    let head = [tr("意图", "intent"), tr("条数", "lines"), "P", "R", "F1"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(report.intents.iter().map(|(id, f)| {
        vec![
            id.clone(),
            f.lines.to_string(),
            percent(f.precision),
            percent(f.recall),
            percent(f.f1),
        ]
    }));
    out.push('\n');
    let right = Align::Right;
    out.push_str(&table(&[Align::Left, right, right, right, right], &rows));
    if report.confusions.is_empty() {
        return out;
    }
    let mut rows = vec![vec![
        tr("混淆", "confusions").to_owned(),
        String::new(),
        String::new(),
    ]];
    rows.extend(report.confusions.iter().take(CONFUSIONS).map(|c| {
        vec![
            c.expected.clone(),
            format!("-> {}", c.found),
            c.count.to_string(),
        ]
    }));
    out.push('\n');
    out.push_str(&table(&[Align::Left, Align::Left, right], &rows));
    out
}

fn misses(report: &Report) -> String {
    let rows: Vec<Vec<String>> = report
        .judged
        .iter()
        .filter(|j| !j.right)
        .map(|j| {
            let found = format!("-> {} {:.2} {}", j.found, j.confidence, j.decision.name());
            vec![j.expected.clone(), found, j.text.clone()]
        })
        .collect();
    format!(
        "\n{}",
        table(&[Align::Left, Align::Left, Align::Left], &rows)
    )
}
