//! What one run of `huashu check` looks for: the arguments, and where they
//! are silent `huashu.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use globset::GlobMatcher;
use huashu::{CheckOptions, Checker, Severity};

use crate::args::{Check, Level};
use crate::config::{Config, Named};
use crate::lang::tr;
use crate::problems::together;

pub(crate) struct Settings {
    pub(crate) pack: Option<PathBuf>,
    pub(crate) column: Option<String>,
    pub(crate) baseline: Option<PathBuf>,
    severity: Severity,
    select: Vec<Named>,
    ignore: Vec<Named>,
    per_file: Vec<(GlobMatcher, Vec<Named>)>,
    root: PathBuf,
}

impl Settings {
    pub(crate) fn new(args: &Check) -> Result<Self> {
        let config = Config::find()?;
        let given = |codes: &[String], option: &str| -> Vec<Named> {
            let place = option.to_owned();
            let named = codes.iter().map(|code| Named {
                code: code.clone(),
                place: place.clone(),
            });
            named.collect()
        };
        let or = |given: Vec<Named>, config| if given.is_empty() { config } else { given };
        let severity = args.severity.or(config.severity).unwrap_or(Level::Warning);
        Ok(Self {
            pack: args.pack.clone().or(config.pack),
            column: args.column.clone().or(config.column),
            baseline: args.baseline.clone().or(config.baseline),
            severity: match severity {
                Level::Error => Severity::Error,
                Level::Warning => Severity::Warning,
                Level::Info => Severity::Info,
            },
            select: or(given(&args.select, "--select"), config.select),
            ignore: or(given(&args.ignore, "--ignore"), config.ignore),
            per_file: config.per_file,
            root: config.root,
        })
    }

    /// A code that no rule has is a mistake, not a filter that lets all pass.
    pub(crate) fn verify(&self, checker: &Checker) -> Result<()> {
        let per_file = self.per_file.iter().flat_map(|(_, codes)| codes);
        let unknown: Vec<String> = self
            .select
            .iter()
            .chain(&self.ignore)
            .chain(per_file)
            .filter(|named| !is_known(checker, &named.code))
            .map(|named| {
                let message = tr("没有规则", "there is no rule");
                let help = tr("；用 huashu rules 列出全部", "; `huashu rules` lists all");
                format!("{}: {message} {}{help}", named.place, named.code)
            })
            .collect();
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(together(&unknown))
        }
    }

    /// What is looked for in a file.
    pub(crate) fn options(&self, file: &Path) -> CheckOptions {
        let codes = |named: &[Named]| named.iter().map(|n| n.code.clone()).collect();
        let mut options = CheckOptions {
            severity: Some(self.severity),
            ..CheckOptions::default()
        };
        options.select = codes(&self.select);
        options.ignore = codes(&self.ignore);
        let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (file, root) = (whole(file), whole(&self.root));
        let seen = file.strip_prefix(root).unwrap_or(&file);
        for (glob, named) in &self.per_file {
            if glob.is_match(seen) {
                options.ignore.extend(named.iter().map(|n| n.code.clone()));
            }
        }
        options
    }
}

/// Whether a rule has this code or begins with it.
pub(crate) fn is_known(checker: &Checker, code: &str) -> bool {
    checker.rules().any(|rule| rule.code().starts_with(code))
}

/// Whether a rule that has this code or begins with it is looked for.
pub(crate) fn is_asked(checker: &Checker, options: &CheckOptions, code: &str) -> bool {
    let begins = |codes: &[String], rule: &str| codes.iter().any(|c| rule.starts_with(c.as_str()));
    checker.rules().any(|rule| {
        rule.code().starts_with(code)
            && (options.select.is_empty() || begins(&options.select, rule.code()))
            && !begins(&options.ignore, rule.code())
            && options
                .severity
                .is_none_or(|least| rule.severity() >= least)
    })
}
