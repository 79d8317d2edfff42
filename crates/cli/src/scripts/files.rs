//! Which files are checked.

use std::path::{Path, PathBuf};

use super::Kind;
use crate::lang::tr;

/// The files under the paths, in order, and what is wrong with the paths.
/// Folders are walked, ignore files respected; of a pack only the replies
/// are scripts.
pub(crate) fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            walk(path, &mut out, &mut problems);
        } else if path.exists() {
            out.push(path.clone());
        } else {
            let message = tr("没有这个文件或文件夹：", "no such file or folder: ");
            problems.push(format!("{message}{}", path.display()));
        }
    }
    (out, problems)
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>, problems: &mut Vec<String>) {
    let walk = ignore::WalkBuilder::new(folder)
        .sort_by_file_path(|a, b| a.cmp(b))
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if is_script_file(entry.path()) && entry.path().is_file() => {
                out.push(entry.into_path());
            }
            Ok(_) => {}
            Err(error) => problems.push(error.to_string()),
        }
    }
}

fn is_script_file(file: &Path) -> bool {
    let parent = file.parent();
    let in_pack = parent.is_some_and(|p| p.join("pack.yaml").is_file())
        || parent
            .and_then(Path::parent)
            .is_some_and(|p| p.join("pack.yaml").is_file());
    let of_replies = parent.is_some_and(|p| p.ends_with("replies"));
    // A spreadsheet program that has a workbook open puts such a file beside it.
    let name = file.file_name().map(|name| name.to_string_lossy());
    let lock = name.is_some_and(|name| name.starts_with("~$"));
    Kind::of(file).is_some() && !lock && (!in_pack || of_replies)
}
