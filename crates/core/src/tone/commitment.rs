//! `kind: commitment`
//!
//! Finds figures that are not those of the shop's policy. The patterns of
//! `match` have a group named `figure`, such as
//! `(?<figure>[0-9一二三四五六七八九十两]+)天无理由`; `policy` names the figure in
//! policy.yaml. A figure that is another number is reported, and the policy's
//! is the rewrite of it. A pack without that figure promises nothing, so
//! nothing contradicts it.

use super::pattern::{Compiled, worth_trying};
use super::{Ask, Hit};
use crate::numeral::numeral;

pub(crate) fn find(ask: &Ask<'_>, compiled: &Compiled, figure: &str, out: &mut Vec<Hit>) {
    let Some(right) = numeral(figure) else { return };
    for pattern in worth_trying(ask, compiled) {
        for captures in pattern.captures_iter(ask.text) {
            let Some(said) = captures.name("figure") else {
                continue;
            };
            if numeral(said.as_str()).is_some_and(|said| said != right) {
                out.push(Hit {
                    rewrite: Some(figure.to_owned()),
                    ..Hit::at(said.range())
                });
            }
        }
    }
}
