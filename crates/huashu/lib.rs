//! A rule-based reply engine for Chinese shop service.
//!
//! ```
//! use huashu::{Input, Session};
//!
//! let engine = huashu::builtin()?;
//! let outcome = engine.suggest(&Session::default(), &Input::text("什么时候发货呀"));
//! assert_eq!(outcome.intents[0].id, "ship_time");
//! println!("{}", outcome.suggestions[0].text);
//! # Ok::<(), huashu::Error>(())
//! ```

use std::path::Path;

pub use huashu_core::*;
pub use huashu_loader::load_layers;
use huashu_loader::map;

/// The shop pack, fitted when this library was compiled.
static SHOP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shop.huashu"));

/// An engine with the built-in shop pack.
///
/// # Errors
/// [`ErrorKind::Bundle`] only if the program itself is damaged.
pub fn builtin() -> Result<Engine, Error> {
    Engine::from_bundle(SHOP)
}

/// A checker with the built-in shop pack's tone rules; it loads much faster
/// than an engine.
///
/// # Errors
/// [`ErrorKind::Bundle`] only if the program itself is damaged.
pub fn builtin_checker() -> Result<Checker, Error> {
    Checker::from_bundle(SHOP)
}

/// An engine with the pack of a folder.
///
/// # Errors
/// [`ErrorKind::Pack`] with all findings, or [`ErrorKind::Io`] if the folder
/// cannot be read.
pub fn from_dir(dir: &Path) -> Result<Engine, Error> {
    Engine::new(Pack::parse(&load_layers(dir)?)?)
}

/// An engine with the pack of a folder, or of a bundle that [`bundle`] made.
///
/// # Errors
/// As [`from_dir`], and [`ErrorKind::Bundle`] for a file that is no bundle.
pub fn open(path: &Path) -> Result<Engine, Error> {
    if path.is_dir() {
        from_dir(path)
    } else {
        Engine::from_bundle(&map(path)?)
    }
}

/// The checker of a folder's pack or of a bundle.
///
/// # Errors
/// As [`open`].
pub fn open_checker(path: &Path) -> Result<Checker, Error> {
    if path.is_dir() {
        from_dir(path).map(Engine::into_checker)
    } else {
        Checker::from_bundle(&map(path)?)
    }
}
