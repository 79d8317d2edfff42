//! The engine for JavaScript: JSON in, JSON out. `index.js` makes objects of
//! it, and nothing else is done there.
//!
//! Places in texts are UTF-16 units, as in JavaScript strings. Errors are
//! strings of JSON: `{kind, message: {zh, en}, diagnostics}`.

#[cfg(feature = "authoring")]
pub mod authoring;

use huashu_core::{Checker, Engine, Error};
use huashu_wire::{Unit, failure};
use wasm_bindgen::prelude::*;

/// An engine made from a bundle.
#[wasm_bindgen]
pub struct Core {
    engine: Engine,
}

#[wasm_bindgen]
impl Core {
    /// Reads a bundle.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Core, JsValue> {
        let engine = Engine::from_bundle(bytes).map_err(thrown)?;
        Ok(Core { engine })
    }

    /// Prepares what the first message otherwise waits for.
    pub fn warm_up(&self) -> Result<(), JsValue> {
        self.engine.warm_up().map_err(thrown)
    }

    /// See `suggest` of the wire format.
    pub fn suggest(&self, session: &str, input: &str) -> Result<String, JsValue> {
        huashu_wire::suggest(&self.engine, session, input, Unit::Utf16).map_err(thrown)
    }

    /// See `explain` of the wire format.
    pub fn explain(
        &self,
        session: &str,
        input: &str,
        expect: Option<String>,
    ) -> Result<String, JsValue> {
        huashu_wire::explain(&self.engine, session, input, expect.as_deref()).map_err(thrown)
    }

    /// See `segment` of the wire format.
    pub fn segment(&self, text: &str) -> Result<String, JsValue> {
        huashu_wire::segment(&self.engine, text).map_err(thrown)
    }

    /// See `check` of the wire format.
    pub fn check(&self, text: &str, options: &str) -> Result<String, JsValue> {
        huashu_wire::check(self.checker(), text, options, Unit::Utf16).map_err(thrown)
    }

    /// See `fix` of the wire format.
    pub fn fix(&self, text: &str, options: &str) -> Result<String, JsValue> {
        huashu_wire::fix(self.checker(), text, options).map_err(thrown)
    }

    /// See `rules` of the wire format.
    pub fn rules(&self) -> Result<String, JsValue> {
        huashu_wire::rules(self.checker()).map_err(thrown)
    }
}

impl Core {
    fn checker(&self) -> &Checker {
        self.engine.checker()
    }
}

fn thrown(error: Error) -> JsValue {
    JsValue::from_str(&failure(&error))
}
