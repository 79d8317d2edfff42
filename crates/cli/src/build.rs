//! `huashu build`: a pack in one file.

use std::io::{self, Write};

use anyhow::Result;
use huashu::Pack;

use crate::Status;
use crate::args::Build;
use crate::host::plain;
use crate::replace::replace;

pub(crate) fn run(args: &Build) -> Result<Status> {
    let layers = huashu::load_layers(&args.dir).map_err(|e| plain(&e))?;
    let pack = Pack::parse(&layers).map_err(|error| {
        crate::findings::show(error.diagnostics());
        plain(&error)
    })?;
    let size = if args.lean {
        huashu::Size::Lean
    } else {
        huashu::Size::Full
    };
    let bytes = huashu::bundle(pack, size).map_err(|e| plain(&e))?;
    replace(&args.output, &bytes)?;
    let kilobytes = bytes.len().div_ceil(1000);
    writeln!(io::stdout(), "{}  {kilobytes} KB", args.output.display())?;
    Ok(Status::Fine)
}
