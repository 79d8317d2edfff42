//! Findings in packs, shown with their place in the file.

use std::collections::HashMap;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use huashu::{Diagnostic, Severity};

use crate::lang::{LANG, tr};

/// Prints findings to standard error, each with the lines it is about.
pub(crate) fn show(findings: &[Diagnostic]) {
    let mut texts: HashMap<&str, String> = HashMap::new();
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    for finding in findings {
        let text = texts
            .entry(&finding.file)
            .or_insert_with(|| std::fs::read_to_string(&finding.file).unwrap_or_default());
        eprintln!("{}\n", rendered(&renderer, finding, text));
    }
}

fn rendered(renderer: &Renderer, finding: &Diagnostic, text: &str) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR.with_name(tr("错误", "error")),
        Severity::Warning => Level::WARNING.with_name(tr("警告", "warning")),
        Severity::Info => Level::INFO.with_name(tr("提示", "info")),
    };
    let help = Level::HELP.with_name(tr("怎么办", "help"));
    let (start, end) = (
        finding.place.start,
        finding.place.end.max(finding.place.start),
    );
    let title = level
        .primary_title(finding.message.text(*LANG))
        .id(finding.code);
    if text.get(start..end).is_none() || text.is_empty() {
        let place = format!(
            "{}:{}:{}: ",
            finding.file, finding.place.line, finding.place.column
        );
        let help = finding.help.text(*LANG);
        return format!(
            "{place}{} [{}]\n  {help}",
            finding.message.text(*LANG),
            finding.code
        );
    }
    let snippet = Snippet::source(text)
        .path(&finding.file)
        .annotation(AnnotationKind::Primary.span(start..end));
    let group = title
        .element(snippet)
        .element(help.message(finding.help.text(*LANG)));
    renderer.render(&[group])
}
