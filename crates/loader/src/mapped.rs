//! Files that are mapped into memory rather than copied there.

use std::fs::File;
use std::io::Read;
use std::ops::Deref;
use std::path::Path;

use huashu_core::Error;
use memmap2::Mmap;

use crate::unreadable;

/// The bytes of a file.
pub enum Bytes {
    /// As they lie in the system's cache.
    Mapped(Mmap),
    /// Copied, from what cannot be mapped, such as a pipe.
    Read(Vec<u8>),
}

/// Opens a bundle. It is mapped: only what is looked at is read, and programs
/// that use the same file share it. Whoever replaces a bundle that may be in use
/// renames the new one into its place, as `huashu build` does; one that is
/// written over may be seen half old and half new.
///
/// ```no_run
/// let bytes = huashu_loader::map(std::path::Path::new("shop.huashu"))?;
/// let engine = huashu_core::Engine::from_bundle(&bytes)?;
/// # Ok::<(), huashu_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Io`](huashu_core::ErrorKind::Io) if the file cannot be read.
pub fn map(path: &Path) -> Result<Bytes, Error> {
    let unreadable = |e: std::io::Error| unreadable(path, &e);
    let mut file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_file() {
        // SAFETY: the bytes must not change while they are looked at. Nothing
        // in this program writes to the file, bundles are replaced by renaming,
        // and the engine keeps no reference to them once it is made.
        #[allow(unsafe_code)]
        let mapped = unsafe { Mmap::map(&file) };
        if let Ok(mapped) = mapped {
            return Ok(Bytes::Mapped(mapped));
        }
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Bytes::Read(bytes))
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Mapped(bytes) => bytes,
            Bytes::Read(bytes) => bytes,
        }
    }
}
