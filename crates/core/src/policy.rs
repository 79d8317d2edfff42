//! Policy: what the shop promises. Replies take every figure from here.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The policy of a shop.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// As written: a figure is shown the way its author wrote it.
    pub(crate) figures: BTreeMap<String, String>,
    /// Least prices of single items.
    pub(crate) floors: Vec<Floor>,
    /// What buying more brings, the smallest quantity first.
    pub(crate) ladder: Vec<Rung>,
    /// Couriers beside the default one.
    pub(crate) couriers: Vec<Courier>,
    /// Words for goods that cannot be returned without a fault.
    pub(crate) excluded_goods: Vec<String>,
    /// Words for places where free shipping does not hold.
    pub(crate) remote_regions: Vec<String>,
    /// Words for places the shop does not ship to.
    pub(crate) unserved_regions: Vec<String>,
    pub(crate) holidays: Vec<Holiday>,
}

/// The least price of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Floor {
    /// A part of the item's name.
    pub(crate) item: String,
    pub(crate) floor_yuan: f64,
}

/// A price for more than one piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rung {
    /// From so many pieces on.
    pub(crate) quantity: u32,
    /// Per cent of the price that each costs.
    pub(crate) percent: f64,
}

/// A courier that a customer may choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Courier {
    pub(crate) name: String,
    pub(crate) surcharge_yuan: f64,
    /// Words for places it does not serve.
    pub(crate) not_to: Vec<String>,
}

/// Days with their own farewell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Holiday {
    pub(crate) name: String,
    pub(crate) from: Date,
    pub(crate) to: Date,
}

/// What a numeral in the policy counts; the end of a figure's name says it.
pub(crate) const UNITS: [&str; 13] = [
    "days", "workdays", "hours", "minutes", "seconds", "months", "years", "yuan", "percent",
    "pieces", "times", "cm", "kg",
];

impl Policy {
    pub(crate) fn get(&self, figure: &str) -> Option<&String> {
        self.figures.get(figure)
    }

    /// A figure as a number.
    pub(crate) fn number(&self, figure: &str) -> Option<f64> {
        self.figures.get(figure)?.trim().parse().ok()
    }

    /// The least price of an item that costs `price` yuan; the price itself
    /// unless the policy allows less.
    pub(crate) fn floor(&self, item: Option<&str>, price: f64) -> f64 {
        let named = self
            .floors
            .iter()
            .find(|floor| item.is_some_and(|name| name.contains(&floor.item)));
        let percent = self.number("floor_percent").unwrap_or(100.0);
        let floor = match named {
            Some(floor) => floor.floor_yuan,
            // Rounded up, so that no rounding goes below.
            None => (price * percent / 100.0 * 100.0).ceil() / 100.0,
        };
        floor.min(price)
    }

    /// The holiday of a day.
    pub(crate) fn holiday(&self, day: Date) -> Option<&str> {
        self.holidays
            .iter()
            .find(|h| h.from <= day && day <= h.to)
            .map(|h| h.name.as_str())
    }
}
