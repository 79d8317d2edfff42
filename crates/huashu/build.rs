//! Fits the shop pack once, when the library is compiled, so that a program
//! starts with everything ready.

use std::path::Path;
use std::{env, fs, process};

fn main() {
    println!("cargo::rerun-if-changed=knowledge/shop");
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let out = env::var("OUT_DIR").unwrap_or_default();
    let built = huashu_loader::load_layers(&Path::new(&root).join("knowledge/shop"))
        .and_then(|layers| huashu_core::Pack::parse(&layers))
        .and_then(|pack| huashu_core::bundle(pack, huashu_core::Size::Full));
    let written = match built {
        Ok(bytes) => {
            fs::write(Path::new(&out).join("shop.huashu"), bytes).map_err(|e| e.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = written {
        eprintln!("knowledge/shop cannot be built: {error}");
        process::exit(1);
    }
}
