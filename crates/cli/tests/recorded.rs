//! Recorded runs of the program: `tests/cli/*.trycmd` at the root. To record
//! anew after a wanted change, run with TRYCMD=overwrite and read the diff.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

#[test]
fn runs_are_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::set_current_dir(root).unwrap();
    trycmd::TestCases::new()
        .env("LC_ALL", "zh_CN.UTF-8")
        .env("TZ", "UTC")
        .case("tests/cli/*.trycmd")
        // What the READMEs show is what the program prints.
        .case("README.md")
        .case("README.zh-CN.md");
}
