//! `huashu rules` and `huashu rule`: what is looked for, and why.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow};
use huashu::{Checker, RuleInfo, Severity};

use crate::Status;
use crate::args::{Rule, Rules};
use crate::host::{engine, plain};
use crate::lang::{LANG, tr};
use crate::table::{Align, table};

/// The rules of a pack, or the built-in ones.
pub(crate) fn checker(pack: Option<&Path>) -> Result<Checker> {
    match pack {
        None => huashu::builtin_checker().map_err(|e| plain(&e)),
        // A bundle's rules load without the rest.
        Some(file) if file.is_file() => huashu::open_checker(file).map_err(|e| plain(&e)),
        Some(dir) => Ok(engine(Some(dir))?.into_checker()),
    }
}

/// A severity in words.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => tr("错误", "error"),
        Severity::Warning => tr("警告", "warning"),
        Severity::Info => tr("提示", "info"),
    }
}

pub(crate) fn rules(args: &Rules) -> Result<Status> {
    let checker = checker(args.pack.as_deref())?;
    let rows: Vec<Vec<String>> = checker
        .rules()
        .map(|rule| {
            vec![
                rule.code().to_owned(),
                severity(rule.severity()).to_owned(),
                rule.title().text(*LANG).to_owned(),
                rule.source().to_owned(),
            ]
        })
        .collect();
    let columns = [Align::Left, Align::Left, Align::Left, Align::Left];
    write!(io::stdout(), "{}", table(&columns, &rows))?;
    Ok(Status::Fine)
}

pub(crate) fn rule(args: &Rule) -> Result<Status> {
    let checker = checker(args.pack.as_deref())?;
    let code = args.code.to_uppercase();
    let Some(rule) = checker.rules().find(|rule| rule.code() == code) else {
        return Err(anyhow!(
            "{} {code}{}",
            tr("没有规则", "there is no rule"),
            tr("；用 huashu rules 列出全部", "; `huashu rules` lists all")
        ));
    };
    io::stdout().write_all(explained(&rule).as_bytes())?;
    Ok(Status::Fine)
}

fn explained(rule: &RuleInfo<'_>) -> String {
    let mut out = format!(
        "{}  {}  {}\n{}\n{}{}\n",
        rule.code(),
        severity(rule.severity()),
        rule.title().text(*LANG),
        rule.why().text(*LANG),
        tr("出处：", "source: "),
        rule.source()
    );
    let parts = [
        (tr("查找", "looks for"), rule.words()),
        (tr("会报告", "reports"), rule.fires()),
        (tr("不报告", "leaves alone"), rule.quiet()),
    ];
    for (title, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        out.push_str(title);
        out.push('\n');
        for line in lines {
            out.push_str(&format!("  {line}\n"));
        }
    }
    out
}
