//! UTF-8 or GBK.
//!
//! A file is read through once before anything of it is checked, so that no
//! half of a file is reported that then turns out to be something else. Of a
//! stream the beginning decides.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use crate::lang::tr;

/// Text that is UTF-8 up to a place, with as many characters of three bytes
/// before it, is damaged UTF-8: GBK hardly ever looks like that by chance.
const SURELY_UTF8: usize = 3;

const CHUNK: usize = 64 * 1024;

/// Why bytes are no text, and the line of the first that is none.
pub(super) struct NoText {
    pub(super) line: usize,
    pub(super) message: String,
}

/// The encoding of bytes that can be read twice. `whole` says that nothing
/// comes behind them, so that a character cut at the end is damage.
pub(super) fn detect<R: Read>(
    mut open: impl FnMut() -> io::Result<R>,
    whole: bool,
) -> io::Result<Result<&'static Encoding, NoText>> {
    let Some(as_utf8) = first_bad(&mut open()?, UTF_8, whole)? else {
        return Ok(Ok(UTF_8));
    };
    if as_utf8.utf16 {
        return Ok(Err(as_utf8.no_text(tr(
            "是 UTF-16 编码，请另存为 UTF-8",
            "is UTF-16; save it as UTF-8",
        ))));
    }
    if as_utf8.nul {
        return Ok(Err(as_utf8.no_text(not_text())));
    }
    if as_utf8.wide >= SURELY_UTF8 {
        return Ok(Err(as_utf8.no_text(damaged())));
    }
    Ok(match first_bad(&mut open()?, GB18030, whole)? {
        None => Ok(GB18030),
        Some(as_gbk) => Err(as_gbk.no_text(not_text())),
    })
}

/// What is said of text that stops being text.
pub(super) fn damaged() -> &'static str {
    tr(
        "这一行有不是 UTF-8 的字节，请修好后再检查",
        "this line has bytes that are not UTF-8; mend it first",
    )
}

fn not_text() -> &'static str {
    tr(
        "不是文字文件（UTF-8 或 GBK）",
        "not a text file (UTF-8 or GBK)",
    )
}

struct Bad {
    line: usize,
    /// Characters of three bytes or more before it, as far as they matter.
    wide: usize,
    nul: bool,
    utf16: bool,
}

impl Bad {
    fn no_text(&self, message: &str) -> NoText {
        NoText {
            line: self.line,
            message: message.to_owned(),
        }
    }
}

fn first_bad(
    reader: &mut impl Read,
    encoding: &'static Encoding,
    whole: bool,
) -> io::Result<Option<Bad>> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut bytes = vec![0; CHUNK];
    let mut text = String::with_capacity(4 * CHUNK);
    let mut bad = Bad {
        line: 1,
        wide: 0,
        nul: false,
        utf16: false,
    };
    let mut first = true;
    loop {
        let n = reader.read(&mut bytes)?;
        let chunk = &bytes[..n];
        if first {
            bad.utf16 = chunk.starts_with(&[0xFF, 0xFE]) || chunk.starts_with(&[0xFE, 0xFF]);
            first = false;
        }
        text.clear();
        let (result, _) =
            decoder.decode_to_string_without_replacement(chunk, &mut text, n == 0 && whole);
        if bad.wide < SURELY_UTF8 {
            bad.wide += text.chars().filter(|c| c.len_utf8() >= 3).count();
        }
        let nul = text.find('\0');
        let good = &text[..nul.unwrap_or(text.len())];
        bad.line += good.bytes().filter(|b| *b == b'\n').count();
        bad.nul = nul.is_some();
        if bad.nul || matches!(result, DecoderResult::Malformed(..)) {
            return Ok(Some(bad));
        }
        if n == 0 {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<&'static Encoding, usize> {
        detect(|| Ok(bytes), true).unwrap().map_err(|bad| bad.line)
    }

    #[test]
    fn text_is_utf8_or_gbk() {
        assert_eq!(of("您好".as_bytes()), Ok(UTF_8));
        assert_eq!(of(b""), Ok(UTF_8));
        let (gbk, _, _) = GB18030.encode("ok\n您好，这个联通不关我的事");
        assert_eq!(of(&gbk), Ok(GB18030));
    }

    #[test]
    fn damage_is_told_with_its_line() {
        assert_eq!(of(b"\x00\x01"), Err(1));
        assert_eq!(of(b"\xFF\xFEa\x00"), Err(1));
        let mut bytes = "您好呀\n您好".as_bytes().to_vec();
        bytes.pop();
        assert_eq!(of(&bytes), Err(2));
        assert_eq!(of(b"a\nb\xFF\xFF\xFF"), Err(2));
    }
}
