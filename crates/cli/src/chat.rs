//! `huashu chat`: play the customer.

use std::io::{self, IsTerminal, Write};

use anyhow::Result;
use huashu::{Decision, Event, Outcome};

use crate::Status;
use crate::args::Context;
use crate::host::{Host, plain, read_line};
use crate::lang::tr;
use crate::show;

pub(crate) fn run(context: &Context) -> Result<Status> {
    let mut host = Host::new(context)?;
    let terminal = io::stdin().is_terminal();
    let mut out = io::stdout();
    let help = tr(
        "输入买家的话；:event paid 发生一件事，:why 看原因，:session 看会话，:facts 看事实，:new 重新开始，:quit 结束",
        "type what the customer says; :event paid lets something happen, :why tells why, :session and :facts show them, :new starts over, :quit ends",
    );
    if terminal {
        writeln!(out, "{help}")?;
    }
    // What `:why` explains: the last message with the session it came in.
    let mut last: Option<(String, huashu::Session)> = None;
    let mut lines = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        if terminal {
            write!(out, "{} ", tr("买家>", "customer>"))?;
            out.flush()?;
        }
        line.clear();
        if !read_line(&mut lines, &mut line)? {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        match text {
            "" => {}
            ":quit" | ":q" => break,
            ":new" => host.session = huashu::Session::default(),
            ":session" => writeln!(out, "{}", serde_json::to_string_pretty(&host.session)?)?,
            ":facts" => {
                for (path, value) in host.facts().iter() {
                    writeln!(out, "{path}: {value}")?;
                }
            }
            ":why" => match &last {
                Some((text, session)) => {
                    let explained = host
                        .engine
                        .explain(session, &host.input(text), None)
                        .map_err(|e| plain(&e))?;
                    write!(out, "{}", show::explanation(&host.engine, &explained))?;
                }
                None => writeln!(out, "{}", tr("还没有消息", "there is no message yet"))?,
            },
            _ if text.starts_with(":event") => {
                let name = text.trim_start_matches(":event").trim();
                match name.parse() {
                    Ok(event) => {
                        let outcome = host.happened(event);
                        write!(out, "{}", answer(&outcome))?;
                    }
                    Err(_) => writeln!(
                        out,
                        "{}{}",
                        tr("没有这个事件；可用：", "no such event; known: "),
                        known_events()
                    )?,
                }
            }
            _ if text.starts_with(':') => writeln!(out, "{help}")?,
            _ => {
                let before = host.session.clone();
                let outcome = host.engine.suggest(&before, &host.input(text));
                write!(out, "{}", answer(&outcome))?;
                host.session = outcome.session.clone();
                last = Some((text.to_owned(), before));
            }
        }
    }
    if terminal {
        writeln!(out)?;
    }
    host.save()?;
    Ok(Status::Fine)
}

fn known_events() -> String {
    let names: Vec<&str> = Event::NAMES.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

fn answer(outcome: &Outcome) -> String {
    let shop = tr("客服", "shop");
    let first = outcome.suggestions.first().map(|s| s.text.as_str());
    let intent = outcome.intents.first().map_or("-", |i| i.id.as_str());
    let told = show::told(outcome);
    let label = format!("[{} · {intent}]", show::decision(outcome.decision));
    match (outcome.decision, first) {
        (Decision::Silent, _) | (_, None) => format!("{shop}> {label}\n{told}"),
        (Decision::Suggest, Some(_)) => {
            let mut out = format!("{shop}> {label}\n");
            for (n, suggestion) in outcome.suggestions.iter().enumerate() {
                out.push_str(&format!("  {}. {}\n", n + 1, suggestion.text));
            }
            out + &told
        }
        (_, Some(text)) => format!("{shop}> {text}  {label}\n{told}"),
    }
}
