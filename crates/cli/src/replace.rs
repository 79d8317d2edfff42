//! A file is replaced whole or not at all: the new one is written beside it
//! and then takes its name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use crate::lang::tr;

/// A new file that does not have its name yet. Dropped before that, it is
/// gone and the old one stays.
pub(crate) struct Replacement {
    target: PathBuf,
    beside: PathBuf,
    out: Option<BufWriter<File>>,
}

impl Replacement {
    pub(crate) fn of(file: &Path) -> Result<Self> {
        // A link stays a link: what it points to is replaced.
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{}.tmp", std::process::id()));
        let beside = target.with_file_name(name);
        let out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside)
            .map_err(|e| cannot_write(file, &e))?;
        if let Ok(old) = fs::metadata(&target) {
            fs::set_permissions(&beside, old.permissions()).map_err(|e| cannot_write(file, &e))?;
        }
        Ok(Self {
            target,
            beside,
            out: Some(BufWriter::new(out)),
        })
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        let Some(out) = self.out.take() else {
            return Ok(());
        };
        let written = out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.beside, &self.target));
        if written.is_err() {
            // The error that counts is the first one.
            let _ = fs::remove_file(&self.beside);
        }
        written.map_err(|e| cannot_write(&self.target, &e))
    }
}

/// Replaces a file by a text.
pub(crate) fn replace(file: &Path, text: &[u8]) -> Result<()> {
    let mut new = Replacement::of(file)?;
    new.write_all(text).map_err(|e| cannot_write(file, &e))?;
    new.finish()
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Some(out) => out.write(bytes),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if self.out.take().is_some() {
            // Nobody is left to be told.
            let _ = fs::remove_file(&self.beside);
        }
    }
}

fn cannot_write(file: &Path, error: &io::Error) -> anyhow::Error {
    let message = tr("写不了", "cannot write");
    anyhow!("{message} {}: {error}", file.display())
}
