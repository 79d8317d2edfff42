//! Bundles: a pack with everything fitted, in one piece that loads without
//! parsing YAML, fitting or indexing.
//!
//! Layout: 8 bytes of magic, the format version (u32, little endian), the
//! checksum (u32, little endian, CRC-32 of the rest), then the tone rules and
//! the rest of the content in postcard's encoding: whoever only checks texts
//! reads no further than the rules. The same pack gives the same bytes.

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::{Error, ErrorKind};
use crate::index::IndexFiles;
use crate::intent::{Fitted, fit};
use crate::lean::Size;
use crate::pack::Pack;
use crate::scorer::Scorer;
use crate::tone::{Checker, Tone};
use crate::unsayable::Unsayable;

const MAGIC: &[u8; 8] = b"huashu\0\0";

/// Raised whenever the content changes its shape.
const FORMAT: u32 = 9;

const HEADER: usize = 16;

#[derive(Serialize, Deserialize)]
struct Content {
    pack: Pack,
    scorer: Scorer,
    index: IndexFiles,
    unsayable: Unsayable,
    signals: Scorer,
}

/// Fits a pack and packs the result up.
///
/// # Errors
/// [`ErrorKind::Internal`] if a library refuses what a validated pack should
/// make possible.
pub fn bundle(mut pack: Pack, size: Size) -> Result<Vec<u8>, Error> {
    let Fitted {
        scorer,
        index,
        unsayable,
        signals,
    } = fit(&mut pack, size)?;
    // What checks texts stands in its own section only.
    let tone = std::mem::take(&mut pack.tone);
    let content = Content {
        pack,
        scorer,
        index,
        unsayable,
        signals,
    };
    let encode = |e| Error::internal("bundle", e);
    let mut body = postcard::to_stdvec(&tone).map_err(encode)?;
    body.extend(postcard::to_stdvec(&content).map_err(encode)?);
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

impl Checker {
    /// A checker from the bytes that [`bundle`] made: much faster than a whole
    /// engine.
    ///
    /// # Errors
    /// As [`Engine::from_bundle`].
    pub fn from_bundle(bytes: &[u8]) -> Result<Self, Error> {
        let (tone, _) = sections(bytes)?;
        Ok(Self::new(tone))
    }
}

impl Engine {
    /// An engine from the bytes that [`bundle`] made.
    ///
    /// # Errors
    /// [`ErrorKind::Bundle`] if the bytes are no bundle, one of another
    /// format version, or were cut or altered.
    pub fn from_bundle(bytes: &[u8]) -> Result<Self, Error> {
        let (tone, rest) = sections(bytes)?;
        let content: Content = postcard::from_bytes(rest).map_err(|e| unreadable(&e))?;
        let Content {
            mut pack,
            scorer,
            index,
            unsayable,
            signals,
        } = content;
        pack.tone = tone;
        let sound = pack.is_sound()
            && scorer.is_sound(pack.intents.len())
            && signals.is_sound(pack.signals.len() + 1);
        if !sound {
            return Err(contradictory());
        }
        Self::assemble(
            pack,
            Fitted {
                scorer,
                index,
                unsayable,
                signals,
            },
        )
    }
}

/// The tone rules of a bundle, and the bytes behind them.
fn sections(bytes: &[u8]) -> Result<(Tone, &[u8]), Error> {
    let Some((header, body)) = bytes.split_at_checked(HEADER) else {
        return Err(not_a_bundle());
    };
    if !header.starts_with(MAGIC) {
        return Err(not_a_bundle());
    }
    let number = |at: usize| {
        let mut four = [0u8; 4];
        four.copy_from_slice(&header[at..at + 4]);
        u32::from_le_bytes(four)
    };
    let format = number(8);
    if format != FORMAT {
        return Err(wrong(
            format!("这个包的格式版本是 {format}，本程序读的是 {FORMAT}：请用同一版本重新打包"),
            format!(
                "the bundle has format {format}, this program reads {FORMAT}: build it again with the same version"
            ),
        ));
    }
    if number(12) != crc32fast::hash(body) {
        return Err(wrong(
            "包的校验和不对：文件不完整或被改动，请重新打包或重新下载".into(),
            "the bundle's checksum is wrong: it was cut or altered; build or fetch it again".into(),
        ));
    }
    let (tone, rest): (Tone, &[u8]) =
        postcard::take_from_bytes(body).map_err(|e| unreadable(&e))?;
    if !tone.is_sound() {
        return Err(contradictory());
    }
    Ok((tone, rest))
}

fn unreadable(cause: &postcard::Error) -> Error {
    wrong(
        format!("包的内容读不出来：{cause}"),
        format!("the bundle's content cannot be read: {cause}"),
    )
}

fn wrong(zh: String, en: String) -> Error {
    Error::new(ErrorKind::Bundle, zh, en)
}

fn contradictory() -> Error {
    wrong(
        "包的内容自相矛盾：请重新打包".into(),
        "the bundle's content contradicts itself: build it again".into(),
    )
}

fn not_a_bundle() -> Error {
    wrong(
        "这不是 huashu 的知识包文件".into(),
        "these bytes are no huashu bundle".into(),
    )
}
