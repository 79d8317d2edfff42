//! `huashu check`: wording that a good shop does not use.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Result, anyhow};
use huashu::{CheckOptions, Checker, Lang};

use crate::Status;
use crate::args::Check;
use crate::baseline::Baseline;
use crate::fix::Fixer;
use crate::lang::{LANG, tr};
use crate::problems::{Problems, complain, note};
use crate::report::{Found, Report, slashed};
use crate::rules::checker;
use crate::scripts::{Input, Place, Sink, Unit, files, is_regular, read};
use crate::settings::{Settings, is_asked, is_known};
use crate::suppress::Ignore;

pub(crate) fn run(args: &Check) -> Result<Status> {
    let settings = Settings::new(args)?;
    let checker = checker(settings.pack.as_deref())?;
    settings.verify(&checker)?;
    let writes = args.fix || args.unsafe_fixes;
    let paths = given(args);
    if paths.is_empty() && (writes || args.diff) {
        return Err(anyhow!(
            "{}",
            tr(
                "标准输入不能改写，请给出文件",
                "standard input cannot be rewritten; name files"
            )
        ));
    }
    let (files, problems) = files(paths);
    problems.iter().for_each(|problem| complain(problem));
    let mut run = Run {
        args,
        checker: &checker,
        settings: &settings,
        failed: !problems.is_empty(),
    };
    if args.diff {
        return run.diff(&files);
    }
    if writes {
        files.iter().for_each(|file| run.fix(file));
    }
    run.check(&files)
}

/// The paths; none, or `-` alone, means standard input.
fn given(args: &Check) -> &[PathBuf] {
    match args.paths.as_slice() {
        [only] if only.as_os_str() == "-" => &[],
        paths => paths,
    }
}

/// One run over some files.
struct Run<'a> {
    args: &'a Check,
    checker: &'a Checker,
    settings: &'a Settings,
    /// Whether something could not be read or written.
    failed: bool,
}

impl Run<'_> {
    fn check(&mut self, files: &[PathBuf]) -> Result<Status> {
        let mut baseline = self.baseline()?;
        let mut report = Report::new(self.args.format, self.args.statistics, self.checker)?;
        if given(self.args).is_empty() {
            let name = self.args.stdin_name.clone();
            let name = name.unwrap_or_else(|| PathBuf::from("-"));
            let input = Input::stdin(&name);
            self.input(&name, input, &mut report, &mut baseline)?;
        }
        for file in files {
            self.input(file, Input::file(file), &mut report, &mut baseline)?;
        }
        if let Some(baseline) = &baseline {
            self.end(baseline)?;
        }
        let found = report.finish(self.checker, !self.failed)?;
        self.ended(found > 0)
    }

    fn baseline(&self) -> Result<Option<Baseline>> {
        let file = self.settings.baseline.as_deref();
        let opened = file.map(|file| Baseline::open(file, self.args.write_baseline));
        if file.is_none() && self.args.write_baseline {
            return Err(anyhow!(
                "{}",
                tr(
                    "--write-baseline 要和 --baseline FILE 一起用",
                    "--write-baseline needs --baseline FILE"
                )
            ));
        }
        opened.transpose()
    }

    /// Checks one file. What is wrong with it does not stop the others; only
    /// output that cannot be written does.
    fn input(
        &mut self,
        file: &Path,
        input: Result<Input>,
        report: &mut Report,
        baseline: &mut Option<Baseline>,
    ) -> Result<()> {
        let mut checking = Checking {
            checker: self.checker,
            options: self.settings.options(file),
            file,
            report,
            baseline: baseline.as_mut(),
            problems: Problems::of(file),
            stopped: None,
        };
        let column = self.settings.column.as_deref();
        let ended = input.and_then(|input| read(input, column, &mut checking));
        if let Some(error) = checking.stopped {
            return Err(error);
        }
        let mut sound = checking.problems.end() == 0;
        if let Err(error) = ended {
            complain(&error.to_string());
            sound = false;
        }
        self.failed |= !sound;
        // Of a file that was not read to its end nothing is known to be gone.
        if let Some(baseline) = baseline.as_mut().filter(|_| sound) {
            baseline.end_file(file);
        }
        report.end_file(file)
    }

    fn fixer(&self, file: &Path) -> Fixer<'_> {
        Fixer {
            checker: self.checker,
            // Safe rewrites are made whatever severity is reported.
            options: CheckOptions {
                severity: None,
                ..self.settings.options(file)
            },
            column: self.settings.column.as_deref(),
            all: self.args.unsafe_fixes,
        }
    }

    fn fix(&mut self, file: &Path) {
        match self.fixer(file).fix(file) {
            Ok(0) => {}
            Ok(changed) => note(&match *LANG {
                Lang::Zh => format!("{}: 改写了 {changed} 条话术", slashed(file)),
                Lang::En => format!("{}: {changed} scripts rewritten", slashed(file)),
            }),
            // Checking tells what is wrong with it.
            Err(_) if is_regular(file) && Input::file(file).is_err() => {}
            Err(error) => {
                complain(&error.to_string());
                self.failed = true;
            }
        }
    }

    fn diff(&mut self, files: &[PathBuf]) -> Result<Status> {
        let mut some = false;
        for file in files {
            match self.fixer(file).diff(file) {
                Ok((diff, problems)) => {
                    some |= !diff.is_empty();
                    self.failed |= problems > 0;
                    io::stdout().write_all(diff.as_bytes())?;
                }
                Err(error) => {
                    complain(&error.to_string());
                    self.failed = true;
                }
            }
        }
        self.ended(some)
    }

    /// Writes the baseline, or tells what of it is gone.
    fn end(&self, baseline: &Baseline) -> Result<()> {
        if self.args.write_baseline {
            let n = baseline.write()?;
            note(&match *LANG {
                Lang::Zh => format!("基线写入了 {n} 项"),
                Lang::En => format!("{n} entries written to the baseline"),
            });
            return Ok(());
        }
        let options = self.settings.options(Path::new(""));
        let gone = baseline.gone(|rule| is_asked(self.checker, &options, rule));
        if gone > 0 {
            note(&match *LANG {
                Lang::Zh => format!("基线里有 {gone} 项已经不再出现，可用 --write-baseline 更新"),
                Lang::En => {
                    format!("{gone} entries of the baseline are gone; --write-baseline updates it")
                }
            });
        }
        Ok(())
    }

    fn ended(&self, found: bool) -> Result<Status> {
        if self.failed {
            let message = tr("有文件没能检查完", "some files could not be checked");
            return Err(anyhow!("{message}"));
        }
        Ok(if found {
            Status::Findings
        } else {
            Status::Fine
        })
    }
}

/// A file that is being checked.
struct Checking<'a> {
    checker: &'a Checker,
    options: CheckOptions,
    file: &'a Path,
    report: &'a mut Report,
    baseline: Option<&'a mut Baseline>,
    problems: Problems,
    /// Why nothing can be reported any more.
    stopped: Option<anyhow::Error>,
}

impl Sink for Checking<'_> {
    fn unit(&mut self, mut unit: Unit) -> Result<()> {
        let mut places = unit.places();
        let options = CheckOptions {
            stage: unit.stage,
            ..self.options.clone()
        };
        let findings = if unit.is_template {
            self.checker.check_template(&unit.text, &options)
        } else {
            self.checker.check(&unit.text, &options)
        };
        for finding in findings {
            let code = finding.code.as_str();
            // Every comment is asked, so that each knows it was of use.
            let ignored = unit.ignores.iter().filter(|i| i.covers(code)).count() > 0;
            let old = |b: &mut &mut Baseline| b.covers(self.file, &unit, code);
            if ignored || self.baseline.as_mut().is_some_and(old) {
                continue;
            }
            let place = places.of(finding.start);
            let found = Found {
                file: self.file,
                unit: &unit,
                place,
                end: places.clone().of(finding.end),
                finding,
            };
            if let Err(error) = self.report.add(&found) {
                self.stopped = Some(error);
                return Err(anyhow!("stopped"));
            }
        }
        // A comment beside several scripts is judged after the last of them.
        for ignore in std::mem::take(&mut unit.ignores) {
            if let Some(ignore) = Rc::into_inner(ignore) {
                self.idle(&ignore);
            }
        }
        Ok(())
    }

    fn problem(&mut self, at: Place, message: &str) {
        self.problems.tell(at, message);
    }

    fn idle(&mut self, ignore: &Ignore) {
        for code in ignore.idle() {
            if !is_known(self.checker, code) {
                let message = tr("没有规则", "there is no rule");
                self.problems
                    .tell(ignore.place, &format!("{message} {code}"));
            } else if is_asked(self.checker, &self.options, code) {
                let (line, column) = (ignore.place.line, ignore.place.column);
                let at = format!("{}:{line}:{column}", slashed(self.file));
                note(&match *LANG {
                    Lang::Zh => format!("{at}: ignore {code} 没有用处，可以删掉"),
                    Lang::En => format!("{at}: ignore {code} is of no use and can go"),
                });
            }
        }
    }
}
