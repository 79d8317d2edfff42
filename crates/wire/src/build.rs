//! Building a bundle from YAML, for hosts without files.

use std::collections::BTreeMap;

use huashu_core::{Error, Pack, Size, Source, bundle};
use serde::Deserialize;

use crate::input::read;
use crate::json;

/// A bundle, and what is to be said about the pack it was made of.
pub struct Built {
    /// The bundle.
    pub bytes: Vec<u8>,
    /// The warnings, as a JSON list.
    pub diagnostics: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Options {
    lean: bool,
}

/// Builds a bundle. The layers are a list of objects, the packs that others
/// extend first; each has the texts of a pack's files by their names in it
/// (`{"intents/size.yaml": "..."}`). The options are `{lean}`, optional.
///
/// ```
/// let files = r#"[{
///     "pack.yaml": "name: demo\nversion: '1'",
///     "intents/hi.yaml": "id: hi\ntitle: {zh: 问候, en: Hello}\nexamples: [在吗]",
///     "replies/hi.yaml": "- {id: hi.any, intent: hi, variants: [您好，请说~]}"
/// }]"#;
/// let built = huashu_wire::build(files, r#"{"lean": true}"#)?;
/// assert_eq!(built.diagnostics, "[]");
/// assert!(huashu::Engine::from_bundle(&built.bytes).is_ok());
/// # Ok::<(), huashu::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Pack`](huashu_core::ErrorKind::Pack) with everything that is
/// wrong with the pack; [`ErrorKind::Input`](huashu_core::ErrorKind::Input) if
/// the layers or the options cannot be read.
pub fn build(layers: &str, options: &str) -> Result<Built, Error> {
    let layers: Vec<BTreeMap<String, String>> = read(layers, "知识包", "the pack")?;
    let options: Options = read(options, "选项", "the options")?;
    let layers: Vec<Vec<Source>> = layers.into_iter().map(sources).collect();
    let (pack, diagnostics) = Pack::check(&layers);
    let Some(pack) = pack else {
        return Err(Error::pack(diagnostics));
    };
    let size = if options.lean { Size::Lean } else { Size::Full };
    Ok(Built {
        bytes: bundle(pack, size)?,
        diagnostics: json(&diagnostics)?,
    })
}

fn sources(files: BTreeMap<String, String>) -> Vec<Source> {
    let source = |(name, text)| Source::new(name, text);
    files.into_iter().map(source).collect()
}
