//! `huashu check`: wording that a good shop does not use.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use huashu::{CheckOptions, Checker, Severity};

use crate::Status;
use crate::args::{Check, Level, Rule, Rules};
use crate::host::{engine, plain, read_line};
use crate::lang::{LANG, tr};
use crate::report::{Found, Report};
use crate::scripts::{Unit, extension, files, read, units};
use crate::table::{Align, table};

/// A fix may uncover another; after so many rounds the rest is left.
const MAX_ROUNDS: usize = 10;

pub(crate) fn run(args: &Check) -> Result<Status> {
    let checker = checker(args.pack.as_deref())?;
    let options = CheckOptions {
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        severity: Some(match args.severity {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Info,
        }),
        ..CheckOptions::default()
    };
    known(&checker, &options)?;
    let mut report = Report::new(args.format, args.statistics);
    let mut unreadable = false;
    if args.paths.is_empty() {
        standard_input(&checker, &options, &mut report)?;
    }
    for file in files(&args.paths)? {
        if let Err(error) = one_file(&file, args, &checker, &options, &mut report) {
            // The other files are still checked.
            eprintln!("{}{error}", tr("错误：", "error: "));
            unreadable = true;
        }
    }
    let found = report.finish(&checker)?;
    if unreadable {
        return Err(anyhow!(
            "{}",
            tr("有文件没能检查", "some files could not be checked")
        ));
    }
    Ok(if found == 0 {
        Status::Fine
    } else {
        Status::Findings
    })
}

fn checker(pack: Option<&Path>) -> Result<Checker> {
    match pack {
        None => huashu::builtin_checker().map_err(|e| plain(&e)),
        Some(dir) => Ok(engine(Some(dir))?.into_checker()),
    }
}

/// A code that no rule has is a mistake, not a filter that lets all pass.
fn known(checker: &Checker, options: &CheckOptions) -> Result<()> {
    for code in options.select.iter().chain(&options.ignore) {
        if !checker
            .rules()
            .any(|rule| rule.code().starts_with(code.as_str()))
        {
            return Err(anyhow!("{} {code}", tr("没有规则", "there is no rule")));
        }
    }
    Ok(())
}

fn one_file(
    file: &Path,
    args: &Check,
    checker: &Checker,
    options: &CheckOptions,
    report: &mut Report,
) -> Result<()> {
    let (mut text, utf8) = read(file)?;
    if args.fix || args.unsafe_fixes {
        if !utf8 {
            return Err(anyhow!(
                "{}: {}",
                file.display(),
                tr(
                    "是 GBK 编码，改写前请另存为 UTF-8",
                    "is GBK; save it as UTF-8 before it is rewritten"
                )
            ));
        }
        let fixed = fix(file, &text, args, checker, options)?;
        if fixed != text {
            replace(file, &fixed)?;
            text = fixed;
        }
    }
    for unit in units(file, &text, args.column.as_deref())? {
        check_unit(file, &unit, checker, options, report)?;
    }
    Ok(())
}

fn check_unit(
    file: &Path,
    unit: &Unit,
    checker: &Checker,
    options: &CheckOptions,
    report: &mut Report,
) -> Result<()> {
    for finding in checker.check(&unit.text, options) {
        report.add(Found {
            file,
            unit,
            finding,
        })?;
    }
    Ok(())
}

/// Lines are checked as they come, so that a log of any length fits.
fn standard_input(checker: &Checker, options: &CheckOptions, report: &mut Report) -> Result<()> {
    let mut reader = io::stdin().lock();
    let name = PathBuf::from("-");
    let mut bytes = Vec::new();
    let mut line = 0;
    while read_line(&mut reader, &mut bytes)? {
        line += 1;
        let text = String::from_utf8_lossy(&bytes)
            .trim_end_matches(['\n', '\r'])
            .to_owned();
        let unit = Unit {
            line,
            column: 1,
            text,
            offset: None,
        };
        check_unit(&name, &unit, checker, options, report)?;
    }
    Ok(())
}

/// The text with rewrites in place. Bytes outside of them stay as they are.
fn fix(
    file: &Path,
    text: &str,
    args: &Check,
    checker: &Checker,
    options: &CheckOptions,
) -> Result<String> {
    let fixable = ["txt", "md", "yaml", "yml"];
    if !extension(file).is_some_and(|e| fixable.contains(&e.as_str())) {
        return Ok(text.to_owned());
    }
    // Safe rewrites are made whatever severity is reported.
    let options = CheckOptions {
        severity: None,
        ..options.clone()
    };
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for unit in units(file, &text, args.column.as_deref())? {
            let Some(offset) = unit.offset else { continue };
            out.push_str(&text[done..offset]);
            out.push_str(&checker.fix(&unit.text, &options, args.unsafe_fixes));
            done = offset + unit.text.len();
        }
        out.push_str(&text[done..]);
        if out == text {
            break;
        }
        // A rewrite must not change what the file is.
        let before = units(file, &text, None)?.len();
        if units(file, &out, None).ok().map(|u| u.len()) != Some(before) {
            return Err(anyhow!(
                "{}: {}",
                file.display(),
                tr(
                    "改写会破坏文件结构，没有写入",
                    "the rewrites would break the file; nothing was written"
                )
            ));
        }
        text = out;
    }
    Ok(text)
}

/// Writes beside the file, then renames: it is replaced whole or not at all.
fn replace(file: &Path, text: &str) -> Result<()> {
    let mut beside = file.to_owned().into_os_string();
    beside.push(".new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, file))
        .map_err(|e| anyhow!("{} {}: {e}", tr("写不了", "cannot write"), file.display()))
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
            "{} {code}; {}",
            tr("没有规则", "there is no rule"),
            tr("用 huashu rules 列出全部", "`huashu rules` lists all")
        ));
    };
    let mut out = io::stdout();
    writeln!(
        out,
        "{}  {}  {}",
        rule.code(),
        severity(rule.severity()),
        rule.title().text(*LANG)
    )?;
    writeln!(out, "{}", rule.why().text(*LANG))?;
    writeln!(out, "{} {}", tr("出处：", "source:"), rule.source())?;
    let parts: BTreeMap<usize, (&str, &[String])> = BTreeMap::from([
        (0, (tr("查找", "looks for"), rule.words())),
        (1, (tr("会报告", "reports"), rule.fires())),
        (2, (tr("不报告", "leaves alone"), rule.quiet())),
    ]);
    for (title, lines) in parts.into_values().filter(|(_, lines)| !lines.is_empty()) {
        writeln!(out, "{title}")?;
        for line in lines {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(Status::Fine)
}

/// A severity in words.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => tr("错误", "error"),
        Severity::Warning => tr("警告", "warning"),
        Severity::Info => tr("提示", "info"),
    }
}
