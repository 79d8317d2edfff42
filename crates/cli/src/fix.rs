//! Rewrites in files. A file is read as it is for checking and copied with
//! the rewrites in place; bytes outside of them stay as they are.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Result, anyhow};
use huashu::{CheckOptions, Checker};
use similar::TextDiff;

use crate::lang::tr;
use crate::problems::Problems;
use crate::replace::Replacement;
use crate::scripts::{Edit, Input, Kind, Place, Sink, Unit, Written, is_regular, read};
use crate::suppress::Ignore;

/// A rewrite may uncover another; after so many rounds the rest is left.
const MAX_ROUNDS: usize = 10;

/// What is rewritten, and how.
pub(crate) struct Fixer<'a> {
    pub(crate) checker: &'a Checker,
    pub(crate) options: CheckOptions,
    pub(crate) column: Option<&'a str>,
    /// Whether also those rewrites are made that a person has to read.
    pub(crate) all: bool,
}

impl Fixer<'_> {
    /// Rewrites a file and tells how many scripts changed. A file with
    /// problems is left alone; checking it tells them.
    pub(crate) fn fix(&self, file: &Path) -> Result<usize> {
        let input = rewritable(file)?;
        let mut new = Replacement::of(file)?;
        let (changed, problems) = self.copy(input, &mut new, Problems::silent(file))?;
        if changed > 0 && problems == 0 {
            new.finish()?;
            return Ok(changed);
        }
        Ok(0)
    }

    /// What [`fix`](Self::fix) would change, as a unified diff, and how many
    /// problems the file has.
    pub(crate) fn diff(&self, file: &Path) -> Result<(String, usize)> {
        let mut new = Vec::new();
        let (changed, problems) = self.copy(rewritable(file)?, &mut new, Problems::of(file))?;
        if changed == 0 || problems > 0 {
            return Ok((String::new(), problems));
        }
        let shown = crate::report::slashed(file);
        let (old, new) = (fs::read_to_string(file)?, String::from_utf8(new)?);
        let diff = TextDiff::from_lines(old.as_str(), new.as_str());
        let text = diff.unified_diff().header(&shown, &shown).to_string();
        Ok((text, 0))
    }

    fn copy(
        &self,
        input: Input,
        out: &mut dyn Write,
        problems: Problems,
    ) -> Result<(usize, usize)> {
        let file = input.path().to_owned();
        let kind = input.kind();
        let mut copy = Copy {
            fixer: self,
            source: File::open(&file)?,
            at: 0,
            out,
            changed: 0,
            problems,
            expected: Vec::new(),
            // A rewrite could change what a YAML file is; it is read anew.
            proof: (kind == Kind::Yaml).then(Vec::new),
        };
        read(input, self.column, &mut copy)?;
        copy.end(&file)
    }

    /// A unit's writing after all rounds; `None` if nothing changes.
    fn rewritten(&self, unit: &Unit) -> Option<Written> {
        let mut written = unit.written.clone()?;
        // A comment may stand behind the script.
        let behind = written.text().len().checked_sub(unit.text.len())?;
        let mut changed = false;
        for _ in 0..MAX_ROUNDS {
            let script = &written.text()[..written.text().len() - behind];
            let edits = self.edits(script, unit);
            if edits.is_empty() {
                break;
            }
            match written.edited(&edits) {
                Some(new) => written = new,
                None => break,
            }
            changed = true;
        }
        changed.then_some(written)
    }

    fn edits(&self, script: &str, unit: &Unit) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let options = CheckOptions {
            stage: unit.stage,
            ..self.options.clone()
        };
        for finding in self.checker.check(script, &options) {
            let Some(rewrite) = finding.rewrite.filter(|_| finding.safe || self.all) else {
                continue;
            };
            let free = edits
                .last()
                .is_none_or(|(range, _)| range.end <= finding.start);
            let kept = unit.ignores.iter().any(|i| i.covers(&finding.code));
            if free && !kept {
                edits.push((finding.start..finding.end, rewrite));
            }
        }
        edits
    }
}

/// A file, if it can be rewritten.
fn rewritable(file: &Path) -> Result<Input> {
    if !is_regular(file) {
        let message = tr(
            "不是普通文件，不能改写",
            "not a regular file, it cannot be rewritten",
        );
        return Err(anyhow!("{}: {message}", file.display()));
    }
    let input = Input::file(file)?;
    let message = if input.kind() == Kind::Workbook {
        tr(
            "xlsx 不会被改写，请按报告在表格软件里修改",
            "xlsx is not rewritten; change it in a spreadsheet program",
        )
    } else if !input.is_utf8() {
        tr(
            "是 GBK 编码，改写前请另存为 UTF-8",
            "is GBK; save it as UTF-8 before it is rewritten",
        )
    } else {
        return Ok(input);
    };
    Err(anyhow!("{}: {message}", file.display()))
}

/// A file that is being copied.
struct Copy<'a> {
    fixer: &'a Fixer<'a>,
    source: File,
    at: u64,
    out: &'a mut dyn Write,
    changed: usize,
    problems: Problems,
    /// The scripts that the new file has to have, and its text so far.
    expected: Vec<Option<String>>,
    proof: Option<Vec<u8>>,
}

impl Copy<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.proof {
            Some(proof) => proof.write_all(bytes),
            None => self.out.write_all(bytes),
        }
    }

    fn copy_to(&mut self, end: u64) -> io::Result<()> {
        self.source.seek(SeekFrom::Start(self.at))?;
        let mut bytes = vec![0; 64 * 1024];
        while self.at < end {
            let room = bytes
                .len()
                .min(usize::try_from(end - self.at).unwrap_or(bytes.len()));
            let n = self.source.read(&mut bytes[..room])?;
            if n == 0 {
                break;
            }
            self.write(&bytes[..n])?;
            self.at += n as u64;
        }
        Ok(())
    }

    fn end(mut self, file: &Path) -> Result<(usize, usize)> {
        self.copy_to(u64::MAX)?;
        let problems = self.problems.end();
        let Some(proof) = self.proof else {
            return Ok((self.changed, problems));
        };
        if self.changed > 0 && !has_scripts(file, &proof, &self.expected) {
            return Err(anyhow!(
                "{}: {}",
                file.display(),
                tr(
                    "改写会破坏文件结构，没有写入",
                    "the rewrites would break the file; nothing was written"
                )
            ));
        }
        self.out.write_all(&proof)?;
        Ok((self.changed, problems))
    }
}

impl Sink for Copy<'_> {
    fn unit(&mut self, unit: Unit) -> Result<()> {
        let new = self.fixer.rewritten(&unit);
        if self.proof.is_some() {
            // What is not written in place may be an alias of what is.
            let text = new.as_ref().or(unit.written.as_ref()).map(Written::text);
            self.expected.push(text.map(str::to_owned));
        }
        // An alias of YAML is read twice and written once.
        if let (Some(new), Some(old)) = (new, &unit.written)
            && unit.place.offset >= self.at
        {
            self.copy_to(unit.place.offset)?;
            self.write(new.raw().as_bytes())?;
            self.at += old.raw().len() as u64;
            self.changed += 1;
        }
        Ok(())
    }

    fn problem(&mut self, at: Place, message: &str) {
        self.problems.tell(at, message);
    }

    fn idle(&mut self, _: &Ignore) {}
}

fn has_scripts(file: &Path, text: &[u8], expected: &[Option<String>]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    let source = huashu::Source::new(file.display().to_string(), text);
    source.scripts().is_ok_and(|scripts| {
        let pairs = scripts.iter().zip(expected);
        scripts.len() == expected.len()
            && pairs
                .into_iter()
                .all(|(new, old)| old.as_ref().is_none_or(|old| *old == new.text))
    })
}
