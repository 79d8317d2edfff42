//! Bundles: a pack with everything fitted, in one piece that loads without
//! parsing YAML, fitting or indexing.
//!
//! Layout: 8 bytes of magic, the format version (u32, little endian), the
//! checksum (u32, little endian, CRC-32 of the rest), then the content in
//! postcard's encoding. The same pack gives the same bytes.

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::{Error, ErrorKind};
use crate::index::IndexFiles;
use crate::intent::{Fitted, fit};
use crate::pack::Pack;
use crate::scorer::Scorer;

const MAGIC: &[u8; 8] = b"huashu\0\0";

/// Raised whenever the content changes its shape.
const FORMAT: u32 = 1;

const HEADER: usize = 16;

#[derive(Serialize, Deserialize)]
struct Content {
    pack: Pack,
    scorer: Scorer,
    index: IndexFiles,
}

/// Fits a pack and packs the result up.
///
/// # Errors
/// [`ErrorKind::Internal`] if a library refuses what a validated pack should
/// make possible.
pub fn bundle(pack: Pack) -> Result<Vec<u8>, Error> {
    let Fitted { scorer, index } = fit(&pack)?;
    let content = Content {
        pack,
        scorer,
        index,
    };
    let body = postcard::to_stdvec(&content).map_err(|e| Error::internal("bundle", e))?;
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

impl Engine {
    /// An engine from the bytes that [`bundle`] made.
    ///
    /// # Errors
    /// [`ErrorKind::Bundle`] if the bytes are no bundle, one of another
    /// format version, or were cut or altered.
    pub fn from_bundle(bytes: &[u8]) -> Result<Self, Error> {
        let wrong = |zh: String, en: String| Error::new(ErrorKind::Bundle, zh, en);
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
                "the bundle's checksum is wrong: it was cut or altered; build or fetch it again"
                    .into(),
            ));
        }
        let content: Content = postcard::from_bytes(body).map_err(|e| {
            wrong(
                format!("包的内容读不出来：{e}"),
                format!("the bundle's content cannot be read: {e}"),
            )
        })?;
        let Content {
            pack,
            scorer,
            index,
        } = content;
        if !pack.is_sound() || !scorer.is_sound(pack.intents.len()) {
            return Err(wrong(
                "包的内容自相矛盾：请重新打包".into(),
                "the bundle's content contradicts itself: build it again".into(),
            ));
        }
        Self::assemble(pack, Fitted { scorer, index })
    }
}

fn not_a_bundle() -> Error {
    Error::new(
        ErrorKind::Bundle,
        "这不是 huashu 的知识包文件",
        "these bytes are no huashu bundle",
    )
}
