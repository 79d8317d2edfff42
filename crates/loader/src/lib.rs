//! Reads knowledge packs from folders, and bundles: the file access that the
//! core does not have.

mod mapped;

use std::fs;
use std::path::{Path, PathBuf};

use huashu_core::{Error, ErrorKind, Pack, Source};
pub use mapped::{Bytes, map};

/// No pack needs a larger file; one that is larger is refused unread.
const MAX_FILE_BYTES: u64 = 32 << 20;

/// The sources of a pack's layers, the packs it extends first, ready for
/// [`Pack::parse`]. Files are named by their path as given, so that messages
/// lead to them.
///
/// # Errors
/// [`ErrorKind::Io`] if a folder or file cannot be read;
/// [`ErrorKind::Input`] if packs extend each other in a circle.
pub fn load_layers(dir: &Path) -> Result<Vec<Vec<Source>>, Error> {
    let mut layers = Vec::new();
    collect(dir, &mut Vec::new(), &mut Vec::new(), &mut layers)?;
    Ok(layers)
}

/// Adds the layers of a folder: depth first, each folder once.
fn collect(
    dir: &Path,
    open: &mut Vec<PathBuf>,
    done: &mut Vec<PathBuf>,
    layers: &mut Vec<Vec<Source>>,
) -> Result<(), Error> {
    let real = fs::canonicalize(dir).map_err(|e| unreadable(dir, &e))?;
    if let Some(at) = open.iter().position(|d| *d == real) {
        let mut circle: Vec<String> = open[at..].iter().map(|d| name(d)).collect();
        circle.push(name(&real));
        let circle = circle.join(" -> ");
        return Err(Error::new(
            ErrorKind::Input,
            format!("知识包互相继承成了圈：{circle}。请去掉其中一个 extends"),
            format!("packs extend each other in a circle: {circle}; remove one `extends`"),
        ));
    }
    if done.contains(&real) {
        return Ok(());
    }
    let sources = read_dir(dir)?;
    open.push(real.clone());
    if let Some(manifest) = sources
        .iter()
        .find(|s| s.name == "pack.yaml" || s.name == "pack.yml")
    {
        for base in Pack::extends(manifest) {
            let base = dir.join(base);
            if !base.is_dir() {
                return Err(no_base(&manifest.file, &base));
            }
            collect(&base, open, done, layers)?;
        }
    }
    open.pop();
    done.push(real);
    layers.push(sources);
    Ok(())
}

fn no_base(manifest: &str, base: &Path) -> Error {
    let base = base.display();
    Error::new(
        ErrorKind::Io,
        format!("{manifest} 继承的文件夹 {base} 不存在：extends 相对于它自己的文件夹"),
        format!(
            "{manifest} extends {base}, which is no folder; `extends` is relative to its own folder"
        ),
    )
}

fn name(dir: &Path) -> String {
    dir.file_name()
        .unwrap_or(dir.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// The YAML files of a pack's folder and of its folders, ordered by name.
fn read_dir(dir: &Path) -> Result<Vec<Source>, Error> {
    if !dir.is_dir() {
        return Err(Error::new(
            ErrorKind::Io,
            format!("{} 不是文件夹：请给出知识包的文件夹", dir.display()),
            format!("{} is no folder: name the folder of a pack", dir.display()),
        ));
    }
    let mut sources = Vec::new();
    for folder in [
        "",
        "intents",
        "replies",
        "signals",
        "size_charts",
        "tone",
        "clean",
    ] {
        let path = dir.join(folder);
        if path.is_dir() {
            for file in yaml_files(&path)? {
                let base = name(&file);
                let name = if folder.is_empty() {
                    base
                } else {
                    format!("{folder}/{base}")
                };
                sources.push(read(&file, name)?);
            }
        }
    }
    // Packs that stand side by side may share their sources.
    let shared = dir.join("../sources.yaml");
    if shared.is_file() && !sources.iter().any(|s: &Source| s.name == "sources.yaml") {
        sources.push(read(&shared, "sources.yaml".to_owned())?);
    }
    sources.sort_by(|a: &Source, b| a.name.cmp(&b.name));
    Ok(sources)
}

fn yaml_files(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| unreadable(dir, &e))? {
        let path = entry.map_err(|e| unreadable(dir, &e))?.path();
        let yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if yaml && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

fn read(file: &Path, name: String) -> Result<Source, Error> {
    let size = fs::metadata(file).map_err(|e| unreadable(file, &e))?.len();
    if size > MAX_FILE_BYTES {
        return Err(Error::new(
            ErrorKind::Io,
            format!(
                "{} 太大（{size} 字节，上限 {MAX_FILE_BYTES}）",
                file.display()
            ),
            format!(
                "{} is too large ({size} bytes, limit {MAX_FILE_BYTES})",
                file.display()
            ),
        ));
    }
    let bytes = fs::read(file).map_err(|e| unreadable(file, &e))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = 1 + e.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
        Error::new(
            ErrorKind::Io,
            format!("{}:{line}: 不是 UTF-8 文字，请另存为 UTF-8", file.display()),
            format!(
                "{}:{line}: not UTF-8 text; save the file as UTF-8",
                file.display()
            ),
        )
    })?;
    let shown = file.display().to_string().replace('\\', "/");
    Ok(Source::new(name, text).shown_as(shown))
}

fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    Error::new(
        ErrorKind::Io,
        format!("读不了 {}：{cause}", path.display()),
        format!("cannot read {}: {cause}", path.display()),
    )
}
