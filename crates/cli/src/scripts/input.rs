//! Bytes of a file or of standard input.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use encoding_rs::{Encoding, UTF_8};

use super::encoding::{self, NoText};
use super::{Kind, Place};
use crate::lang::tr;

const BUFFER: usize = 64 * 1024;
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Something to read, with what its beginning tells.
pub(crate) struct Input {
    path: PathBuf,
    kind: Kind,
    pub(super) reader: Box<dyn BufRead>,
    pub(super) encoding: &'static Encoding,
    /// The first place that is text.
    pub(super) start: Place,
}

impl Input {
    /// A file. One that can be read only once, such as a pipe, is a stream.
    pub(crate) fn file(path: &Path) -> Result<Self> {
        let refused = |e: io::Error| anyhow!("{}: {e}", path.display());
        let open = || File::open(path);
        let kind = Kind::of(path).unwrap_or(Kind::Text);
        if !is_regular(path) {
            return Self::stream(path, kind, open().map_err(refused)?);
        }
        let encoding = if kind == Kind::Workbook {
            UTF_8
        } else {
            encoding::detect(open, true)
                .map_err(refused)?
                .map_err(|bad| no_text(path, &bad))?
        };
        let reader = BufReader::with_capacity(BUFFER, open().map_err(refused)?);
        Self::new(path, kind, Box::new(reader), encoding)
    }

    /// Standard input, read as the format that the name tells.
    pub(crate) fn stdin(name: &Path) -> Result<Self> {
        let kind = Kind::of(name).unwrap_or(Kind::Text);
        Self::stream(name, kind, io::stdin())
    }

    fn stream(name: &Path, kind: Kind, reader: impl Read + 'static) -> Result<Self> {
        if kind == Kind::Workbook {
            return Err(anyhow!(
                "{}: {}",
                name.display(),
                tr(
                    "xlsx 不能从标准输入读取，请给出文件",
                    "xlsx cannot be read from standard input; name the file"
                )
            ));
        }
        let mut reader = BufReader::with_capacity(BUFFER, reader);
        let head = reader.fill_buf()?.to_vec();
        let encoding =
            encoding::detect(|| Ok(head.as_slice()), false)?.map_err(|bad| no_text(name, &bad))?;
        Self::new(name, kind, Box::new(reader), encoding)
    }

    fn new(
        path: &Path,
        kind: Kind,
        mut reader: Box<dyn BufRead>,
        encoding: &'static Encoding,
    ) -> Result<Self> {
        let mut start = Place::START;
        let head = reader
            .fill_buf()
            .map_err(|e| anyhow!("{}: {e}", path.display()))?;
        if head.starts_with(BOM) {
            reader.consume(BOM.len());
            start.offset = BOM.len() as u64;
        }
        Ok(Self {
            path: path.to_owned(),
            kind,
            reader,
            encoding,
            start,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }

    /// What can be read without going on, as text.
    pub(super) fn head(&mut self) -> Result<String> {
        let encoding = self.encoding;
        let bytes = self.reader.fill_buf()?;
        Ok(encoding.decode_without_bom_handling(bytes).0.into_owned())
    }

    /// Bytes of this input as text.
    pub(super) fn decoded(&self, bytes: &[u8], line: usize) -> Result<String> {
        let text = self
            .encoding
            .decode_without_bom_handling_and_without_replacement(bytes);
        match text {
            Some(text) if !text.contains('\0') => Ok(text.into_owned()),
            _ => Err(anyhow!(
                "{}:{line}: {}",
                self.path.display(),
                encoding::damaged()
            )),
        }
    }
}

/// Whether a file can be read again and replaced.
pub(crate) fn is_regular(path: &Path) -> bool {
    // What cannot be asked is told when it is opened.
    fs::metadata(path).is_ok_and(|data| data.is_file())
}

fn no_text(path: &Path, bad: &NoText) -> anyhow::Error {
    anyhow!("{}:{}: {}", path.display(), bad.line, bad.message)
}
