//! Building bundles in a page.

use wasm_bindgen::prelude::*;

use crate::thrown;

/// A bundle that was built.
#[wasm_bindgen]
pub struct Built {
    built: huashu_wire::Built,
}

#[wasm_bindgen]
impl Built {
    /// The bundle.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> Vec<u8> {
        self.built.bytes.clone()
    }

    /// The warnings about the pack, as a JSON list.
    #[wasm_bindgen(getter)]
    pub fn diagnostics(&self) -> String {
        self.built.diagnostics.clone()
    }
}

/// See `build` of the wire format.
#[wasm_bindgen]
pub fn build(layers: &str, options: &str) -> Result<Built, JsValue> {
    let built = huashu_wire::build(layers, options).map_err(thrown)?;
    Ok(Built { built })
}
