//! The command line.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use huashu::{DateTime, Lang};

use crate::lang::{LANG, tr};

#[derive(Parser)]
#[command(name = "huashu", version, about = tr("中文网店客服话术引擎", "A reply engine for Chinese shop service"))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// The language of the program's own words.
    #[arg(long, global = true, value_name = "zh|en", value_parser = ["zh", "en"], hide_possible_values = true,
          help = tr("程序自己的语言（默认随系统）", "language of the program's own words (default: the locale's)"))]
    pub(crate) lang: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = tr("给出对买家消息的回复建议", "Suggest replies to customer messages"))]
    Suggest(Suggest),
    #[command(about = tr("扮演买家，与引擎对话", "Play the customer and talk to the engine"))]
    Chat(Context),
    #[command(about = tr("解释一条消息为什么这样回复", "Explain why a message gets the answer it gets"))]
    Explain(Explain),
    #[command(about = tr("显示分词结果", "Show the words of a text"))]
    Segment(Segment),
    #[command(about = tr("用标注好的买家消息评测", "Measure on lines whose intent is known"))]
    Eval(Eval),
    #[command(about = tr("检查话术的措辞，可自动改写", "Check the wording of scripts, and rewrite it"))]
    Check(Check),
    #[command(about = tr("列出措辞规则", "List the wording rules"))]
    Rules(Rules),
    #[command(about = tr("解释一条措辞规则", "Explain a wording rule"))]
    Rule(Rule),
    #[command(about = tr("把知识包打成一个文件，供网页、Python 和命令行加载", "Pack a pack into one file for pages, Python and the command line"))]
    Build(Build),
    #[command(about = tr("知识包工具", "Tools for packs"), subcommand)]
    Kb(Kb),
}

#[derive(Args)]
pub(crate) struct Build {
    #[arg(value_name = "DIR", help = tr("知识包文件夹", "folder of the pack"))]
    pub(crate) dir: PathBuf,
    #[arg(short, long, value_name = "FILE", help = tr("写到这个文件，如 shop.huashu", "the file to write, such as shop.huashu"))]
    pub(crate) output: PathBuf,
    #[arg(long, help = tr("给网页用：只留最有用的权重和例句，文件小得多", "for pages: only the most useful weights and examples, a much smaller file"))]
    pub(crate) lean: bool,
}

#[derive(Args)]
pub(crate) struct Context {
    #[arg(long, value_name = "PATH", help = tr("知识包文件夹，或 build 打成的文件（默认用内置的 shop）", "folder of a pack, or a file that build made (default: the built-in shop)"))]
    pub(crate) pack: Option<PathBuf>,
    #[arg(long, value_name = "FILE", help = tr("事实文件（YAML 或 JSON），如 order: {status: paid}", "facts (YAML or JSON), such as order: {status: paid}"))]
    pub(crate) facts: Option<PathBuf>,
    #[arg(long, value_name = "FILE", help = tr("会话文件：读入并写回，逐行接着同一段对话", "session file, read and written back: lines continue one conversation"))]
    pub(crate) session: Option<PathBuf>,
    #[arg(long, value_name = "TIME", value_parser = time, help = tr("当前时间，如 2026-11-22T10:00（默认系统时间）", "the time now, such as 2026-11-22T10:00 (default: the system's)"))]
    pub(crate) now: Option<DateTime>,
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = huashu::DEFAULT_TOP, hide_default_value = true,
          help = tr("最多几条建议（默认 3）", "at most this many suggestions (default 3)"))]
    pub(crate) top: usize,
}

#[derive(Args)]
pub(crate) struct Suggest {
    #[arg(value_name = "TEXT", help = tr("买家的消息；不写则从标准输入逐行读取", "customer messages; without them, lines are read from standard input"))]
    pub(crate) text: Vec<String>,
    #[command(flatten)]
    pub(crate) context: Context,
    #[arg(long, value_name = "NAME", value_parser = event, conflicts_with = "text",
          help = tr("发生的事件，代替消息，如 paid", "something that happened, instead of a message, such as paid"))]
    pub(crate) event: Option<huashu::Event>,
    #[arg(long, help = tr("每条消息输出一行 JSON", "print one JSON object a line for each message"))]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct Explain {
    #[arg(value_name = "TEXT", help = tr("买家的消息", "a customer message"))]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) context: Context,
    #[arg(long, value_name = "REPLY_ID", help = tr("本来期望的话术编号", "the reply that was expected"))]
    pub(crate) expect: Option<String>,
    #[arg(long, help = tr("输出 JSON", "print JSON"))]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct Segment {
    #[arg(value_name = "TEXT", help = tr("要分词的文字；不写则从标准输入逐行读取", "text; without it, lines are read from standard input"))]
    pub(crate) text: Vec<String>,
    #[arg(long, value_name = "PATH", help = tr("知识包文件夹，或 build 打成的文件（默认用内置的 shop）", "folder of a pack, or a file that build made (default: the built-in shop)"))]
    pub(crate) pack: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Eval {
    #[arg(value_name = "FILE", required_unless_present = "leave_one_out",
          help = tr("JSONL 文件，每行有 text，以及 intent 或 accept", "JSONL file; each line has `text` and `intent` or `accept`"))]
    pub(crate) file: Option<PathBuf>,
    #[arg(long, conflicts_with = "file", help = tr("改用知识包自己的问法，轮流留出来评测", "judge the pack's own examples by engines fitted without them"))]
    pub(crate) leave_one_out: bool,
    #[arg(long, value_name = "PATH", help = tr("知识包文件夹，或 build 打成的文件（默认用内置的 shop）", "folder of a pack, or a file that build made (default: the built-in shop)"))]
    pub(crate) pack: Option<PathBuf>,
    #[arg(long, value_name = "SHARE", value_parser = share, help = tr("准确率低于此值（0 到 1）时退出码为 1", "exit with 1 when the accuracy is below this (0 to 1)"))]
    pub(crate) min_accuracy: Option<f64>,
    #[arg(long, help = tr("列出判错的行", "list the lines that are judged wrong"))]
    pub(crate) misses: bool,
    #[arg(long, help = tr("输出 JSON", "print JSON"))]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct Check {
    #[arg(value_name = "PATH", help = tr("文件或文件夹（txt、md、yaml、csv、tsv、jsonl、xlsx）；不写则读标准输入", "files or folders (txt, md, yaml, csv, tsv, jsonl, xlsx); without them, standard input is read"))]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", help = tr("用这个知识包的规则（默认用内置的 shop）", "the rules of this pack (default: the built-in shop)"))]
    pub(crate) pack: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", hide_possible_values = true, hide_default_value = true, help = tr("输出格式：text（默认）、json、jsonl、sarif、github、gitlab、junit、csv", "output: text (default), json, jsonl, sarif, github, gitlab, junit or csv"))]
    pub(crate) format: Format,
    #[arg(long, value_enum, value_name = "LEVEL", hide_possible_values = true, help = tr("至少多严重才报告：error、warning（默认）、info", "least severity to report: error, warning (default) or info"))]
    pub(crate) severity: Option<Level>,
    #[arg(long, value_name = "CODE", value_delimiter = ',', help = tr("只用这些规则（编号或其开头）", "only these rules (codes or their beginnings)"))]
    pub(crate) select: Vec<String>,
    #[arg(long, value_name = "CODE", value_delimiter = ',', help = tr("不用这些规则（编号或其开头）", "not these rules (codes or their beginnings)"))]
    pub(crate) ignore: Vec<String>,
    #[arg(long, value_name = "NAME", help = tr("表格或 JSONL 里话术所在的列（默认 text、reply、话术、回复、内容）", "column or key of the scripts (default: text, reply, 话术, 回复, 内容)"))]
    pub(crate) column: Option<String>,
    #[arg(long, value_name = "NAME", help = tr("标准输入当作这个名字的文件来读，如 log.jsonl", "read standard input as a file of this name, such as log.jsonl"))]
    pub(crate) stdin_name: Option<PathBuf>,
    #[arg(long, help = tr("把安全的改写写回文件（xlsx 除外）", "write safe rewrites into the files (not xlsx)"))]
    pub(crate) fix: bool,
    #[arg(long, help = tr("把全部改写写回文件，之后请人工通读", "write all rewrites into the files; read them afterwards"))]
    pub(crate) unsafe_fixes: bool,
    #[arg(long, help = tr("只显示会改写什么，不写文件", "show what would be rewritten, write nothing"))]
    pub(crate) diff: bool,
    #[arg(long, value_name = "FILE", help = tr("不报告这个基线文件里已有的问题", "do not report what this baseline has"))]
    pub(crate) baseline: Option<PathBuf>,
    #[arg(long, help = tr("把现有的问题写进基线文件", "write the findings into the baseline"))]
    pub(crate) write_baseline: bool,
    #[arg(long, help = tr("只统计各规则的次数", "only count the findings of each rule"))]
    pub(crate) statistics: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Level {
    Error,
    Warning,
    Info,
}

#[derive(Args)]
pub(crate) struct Rules {
    #[arg(long, value_name = "PATH", help = tr("知识包文件夹，或 build 打成的文件（默认用内置的 shop）", "folder of a pack, or a file that build made (default: the built-in shop)"))]
    pub(crate) pack: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Rule {
    #[arg(value_name = "CODE", help = tr("规则编号，如 HS-B001", "a rule's code, such as HS-B001"))]
    pub(crate) code: String,
    #[arg(long, value_name = "PATH", help = tr("知识包文件夹，或 build 打成的文件（默认用内置的 shop）", "folder of a pack, or a file that build made (default: the built-in shop)"))]
    pub(crate) pack: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Kb {
    #[command(about = tr("检查知识包，列出全部问题", "Check a pack and list every problem"))]
    Validate {
        #[arg(value_name = "DIR", help = tr("知识包文件夹", "folder of the pack"))]
        dir: PathBuf,
        #[arg(long, help = tr("每个问题输出一行 JSON", "print one JSON object a line for each problem"))]
        json: bool,
    },
}

fn event(name: &str) -> Result<huashu::Event, String> {
    name.parse().map_err(|_| {
        let known: Vec<&str> = huashu::Event::NAMES.iter().map(|(name, _)| *name).collect();
        let known = known.join(", ");
        format!(
            "{}{known}",
            tr("没有这个事件；可用：", "no such event; known: ")
        )
    })
}

fn time(text: &str) -> Result<DateTime, String> {
    text.parse::<DateTime>().map_err(|_| {
        tr(
            "应写成 2026-11-22 或 2026-11-22T10:00 的样子",
            "write it like 2026-11-22 or 2026-11-22T10:00",
        )
        .into()
    })
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if n > 0 => Ok(n),
        _ => Err(tr("应是 1 以上的整数", "it has to be a whole number from 1").into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(tr("应是 0 到 1 的数", "it has to be a number from 0 to 1").into()),
    }
}

/// Parses the arguments; on a mistake or a call for help, says so and ends
/// the program (0 for help, 2 for a mistake).
pub(crate) fn parse() -> Cli {
    let mut command = localised(Cli::command());
    let found = command.try_get_matches_from_mut(std::env::args_os());
    match found.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => match (*LANG, mistake(&error)) {
            (Lang::Zh, Some(message)) => {
                eprintln!("错误：{message}\n想看用法请加 --help");
                std::process::exit(2);
            }
            _ => error.exit(),
        },
    }
}

/// Gives clap's own headings in the language of this run.
fn localised(command: clap::Command) -> clap::Command {
    if *LANG == Lang::En {
        return command;
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    let mut command = command
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("命令")
        .disable_help_subcommand(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "参数"
            } else {
                "选项"
            };
            arg.help_heading(heading)
        })
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .help("显示用法")
                .help_heading("选项")
                .action(clap::ArgAction::Help),
        );
    if command.get_version().is_some() {
        command = command.disable_version_flag(true).arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .help("显示版本")
                .help_heading("选项")
                .action(clap::ArgAction::Version),
        );
    }
    for name in names {
        command = command.mut_subcommand(name, localised);
    }
    command
}

/// What is wrong with the arguments, in Chinese; `None` for help and version.
fn mistake(error: &clap::Error) -> Option<String> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(" "),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::UnknownArgument => format!("不认识的参数 {arg}"),
        ErrorKind::InvalidSubcommand => {
            let near = context(ContextKind::SuggestedSubcommand);
            let near = if near.is_empty() {
                String::new()
            } else {
                format!("（是不是 {near}？）")
            };
            format!("没有命令 {}{near}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {arg}"),
        ErrorKind::MissingSubcommand => "缺少命令".into(),
        ErrorKind::ArgumentConflict => {
            format!("{arg} 不能和 {} 一起用", context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error)
                .map(|s| format!("：{s}"))
                .unwrap_or_default();
            format!("{arg} 的值“{value}”不对{why}")
        }
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8 文字".into(),
        _ => error.to_string(),
    })
}
