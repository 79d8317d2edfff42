//! The `huashu` program.

mod args;
mod baseline;
mod build;
mod chat;
mod check;
mod config;
mod eval;
mod findings;
mod fix;
mod hash;
mod host;
mod lang;
mod problems;
mod replace;
mod report;
mod rules;
mod scripts;
mod settings;
mod show;
mod suppress;
mod table;

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use huashu::{Pack, Session};

use crate::args::{Command, Explain, Kb, Segment, Suggest};
use crate::host::{Host, each_message, engine, plain};
use crate::lang::tr;

/// How a command ended: nothing to report, or findings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// All is well.
    Fine,
    /// Something was found that its author should look at.
    Findings,
}

fn main() -> ExitCode {
    let cli = args::parse();
    let ended = match &cli.command {
        Command::Suggest(args) => suggest(args),
        Command::Chat(context) => chat::run(context),
        Command::Explain(args) => explain(args),
        Command::Segment(args) => segment(args),
        Command::Eval(args) => eval::run(args),
        Command::Check(args) => check::run(args),
        Command::Rules(args) => rules::rules(args),
        Command::Rule(args) => rules::rule(args),
        Command::Build(args) => build::run(args),
        Command::Kb(Kb::Validate { dir, json }) => validate(dir, *json),
    };
    match ended {
        Ok(Status::Fine) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        // Whoever reads our output may stop when they have enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}{error}", tr("错误：", "error: "));
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<io::Error>();
    io.is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

fn suggest(args: &Suggest) -> Result<Status> {
    let mut host = Host::new(&args.context)?;
    let mut out = BufWriter::new(io::stdout());
    if let Some(event) = args.event {
        let outcome = host.happened(event);
        write_outcome(&mut out, &host.engine, &outcome, args.json)?;
        out.flush()?;
        host.save()?;
        return Ok(Status::Fine);
    }
    each_message(&args.text, |text| {
        let session = if host.keeps_session() {
            host.session.clone()
        } else {
            Session::default()
        };
        let outcome = host.engine.suggest(&session, &host.input(text));
        write_outcome(&mut out, &host.engine, &outcome, args.json)?;
        host.session = outcome.session;
        Ok(())
    })?;
    out.flush()?;
    host.save()?;
    Ok(Status::Fine)
}

fn write_outcome(
    out: &mut impl Write,
    engine: &huashu::Engine,
    outcome: &huashu::Outcome,
    json: bool,
) -> Result<()> {
    if json {
        serde_json::to_writer(&mut *out, outcome).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    } else {
        out.write_all(show::outcome(engine, outcome).as_bytes())?;
    }
    Ok(())
}

fn explain(args: &Explain) -> Result<Status> {
    let host = Host::new(&args.context)?;
    let explained = host
        .engine
        .explain(
            &host.session,
            &host.input(&args.text),
            args.expect.as_deref(),
        )
        .map_err(|e| plain(&e))?;
    let mut out = io::stdout();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&explained)?)?;
    } else {
        out.write_all(show::explanation(&host.engine, &explained).as_bytes())?;
    }
    Ok(Status::Fine)
}

fn segment(args: &Segment) -> Result<Status> {
    let engine = engine(args.pack.as_deref())?;
    let mut out = BufWriter::new(io::stdout());
    each_message(&args.text, |text| {
        let words = engine.segment(text).map_err(|e| plain(&e))?;
        writeln!(out, "{}", words.join(" / "))?;
        Ok(())
    })?;
    out.flush()?;
    Ok(Status::Fine)
}

fn validate(dir: &Path, json: bool) -> Result<Status> {
    let layers = huashu::load_layers(dir).map_err(|e| plain(&e))?;
    let (pack, findings) = Pack::check(&layers);
    let mut out = BufWriter::new(io::stdout());
    if json {
        for finding in &findings {
            serde_json::to_writer(&mut out, finding).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
    } else {
        findings::show(&findings);
        if let Some(pack) = &pack {
            writeln!(out, "{}", show::summary(pack))?;
        }
        match findings.len() {
            0 => {}
            1 => writeln!(out, "{}", tr("1 处问题", "1 problem"))?,
            n => writeln!(out, "{n} {}", tr("处问题", "problems"))?,
        }
    }
    out.flush()?;
    Ok(if findings.is_empty() {
        Status::Fine
    } else {
        Status::Findings
    })
}
