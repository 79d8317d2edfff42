//! Comments that keep rules off a script: `# huashu: ignore HS-B012 reason`,
//! in Markdown `<!-- huashu: ignore HS-B012 reason -->`, behind the script or
//! on the line before it.

use std::cell::Cell;
use std::rc::Rc;

use crate::lang::tr;
use crate::scripts::{Place, Sink};

/// One comment: the codes it names, and whether each was of use.
#[derive(Debug)]
pub(crate) struct Ignore {
    pub(crate) place: Place,
    codes: Vec<(String, Cell<bool>)>,
}

impl Ignore {
    /// Whether it keeps a rule off; it is then of use.
    pub(crate) fn covers(&self, code: &str) -> bool {
        let named = self.codes.iter().filter(|(c, _)| code.starts_with(c));
        named.map(|(_, used)| used.set(true)).count() > 0
    }

    /// The codes that kept nothing off.
    pub(crate) fn idle(&self) -> impl Iterator<Item = &str> {
        let idle = self.codes.iter().filter(|(_, used)| !used.get());
        idle.map(|(code, _)| code.as_str())
    }
}

/// How a format writes comments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Hash,
    Html,
}

/// A comment in a line: where it begins, and what it says or what is wrong
/// with it.
pub(crate) struct Comment {
    pub(crate) start: usize,
    codes: Result<Vec<String>, &'static str>,
}

impl Comment {
    /// The comment of a line, if there is one.
    pub(crate) fn find(line: &str, style: Style) -> Option<Self> {
        let (start, body) = match style {
            Style::Hash => hash(line)?,
            Style::Html => html(line)?,
        };
        Some(Self {
            start,
            codes: codes(body),
        })
    }

    /// What it keeps off, or `None` after its mistake was told.
    pub(crate) fn ignore(self, place: Place, sink: &mut dyn Sink) -> Option<Rc<Ignore>> {
        match self.codes {
            Ok(codes) => Some(Rc::new(Ignore {
                place,
                codes: codes.into_iter().map(|c| (c, Cell::new(false))).collect(),
            })),
            Err(message) => {
                sink.problem(place, message);
                None
            }
        }
    }
}

/// The comments of a file that is read line by line.
pub(crate) struct Comments {
    style: Style,
    /// Those that the next script takes.
    waiting: Vec<Rc<Ignore>>,
}

impl Comments {
    pub(crate) fn new(style: Style) -> Self {
        Self {
            style,
            waiting: Vec::new(),
        }
    }

    /// Whether a line is a comment and nothing else; the next script takes it.
    pub(crate) fn is_own_line(&mut self, line: &str, place: Place, sink: &mut dyn Sink) -> bool {
        let own = Comment::find(line, self.style).filter(|c| line[..c.start].trim().is_empty());
        let Some(comment) = own else { return false };
        let place = place.after(&line[..comment.start]);
        self.waiting.extend(comment.ignore(place, sink));
        true
    }

    /// A line without the comment behind its script.
    pub(crate) fn cut<'t>(&mut self, line: &'t str, place: Place, sink: &mut dyn Sink) -> &'t str {
        let Some(comment) = Comment::find(line, self.style) else {
            return line;
        };
        let before = &line[..comment.start];
        self.waiting
            .extend(comment.ignore(place.after(before), sink));
        before.trim_end()
    }

    /// What the script at hand takes.
    pub(crate) fn claimed(&mut self) -> Vec<Rc<Ignore>> {
        std::mem::take(&mut self.waiting)
    }

    /// Tells the comments that no script followed.
    pub(crate) fn end(&mut self, sink: &mut dyn Sink) {
        for ignore in self.claimed() {
            sink.idle(&ignore);
        }
    }
}

/// Where a comment begins in a cell of a table.
pub(crate) fn begins(cell: &str) -> Option<usize> {
    hash(cell).map(|(at, _)| at)
}

const NAME: &str = "huashu:";

fn hash(line: &str) -> Option<(usize, &str)> {
    line.match_indices('#').find_map(|(at, _)| {
        let stands_apart = at == 0 || line[..at].ends_with(char::is_whitespace);
        let body = line[at + 1..].trim_start().strip_prefix(NAME)?;
        stands_apart.then_some((at, body))
    })
}

fn html(line: &str) -> Option<(usize, &str)> {
    let at = line.rfind("<!--")?;
    let inner = line[at + 4..].trim_end().strip_suffix("-->")?;
    Some((at, inner.trim().strip_prefix(NAME)?))
}

fn codes(body: &str) -> Result<Vec<String>, &'static str> {
    let mut words = body.split_whitespace();
    if words.next() != Some("ignore") {
        return Err(tr(
            "“huashu:”后面应是 ignore，如“# huashu: ignore HS-B001 原因”",
            "after `huashu:` comes `ignore`, as in `# huashu: ignore HS-B001 reason`",
        ));
    }
    let mut codes: Vec<String> = Vec::new();
    for word in words {
        codes.extend(
            word.split([',', '，'])
                .filter(|c| is_code(c))
                .map(str::to_owned),
        );
        // A comma at the end says that another code follows.
        if !word.ends_with([',', '，']) {
            break;
        }
    }
    if codes.is_empty() {
        return Err(tr(
            "ignore 后面要写规则编号，如“# huashu: ignore HS-B001 原因”",
            "after `ignore` comes a rule's code, as in `# huashu: ignore HS-B001 reason`",
        ));
    }
    Ok(codes)
}

fn is_code(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_of(line: &str) -> Option<Result<Vec<String>, ()>> {
        let comment = Comment::find(line, Style::Hash)?;
        Some(comment.codes.map_err(|_| ()))
    }

    #[test]
    fn a_comment_names_codes() {
        let two = vec!["HS-B001".to_owned(), "HS-M".to_owned()];
        assert_eq!(
            codes_of("您好 # huashu: ignore HS-B001,HS-M 店名"),
            Some(Ok(two.clone()))
        );
        assert_eq!(codes_of("#huashu: ignore HS-B001, HS-M"), Some(Ok(two)));
        assert_eq!(codes_of("# huashu: ignore 店名"), Some(Err(())));
        assert_eq!(codes_of("# huashu: skip HS-B001"), Some(Err(())));
        assert_eq!(codes_of("第#huashu: ignore HS-B001"), None);
        assert_eq!(codes_of("#1 您好"), None);
    }

    #[test]
    fn markdown_writes_it_as_html() {
        let comment = Comment::find("您好 <!-- huashu: ignore HS-B001 -->", Style::Html);
        assert_eq!(comment.map(|c| c.start), Some(7));
        assert!(Comment::find("您好 <!-- huashu: ignore HS-B001 --> 呀", Style::Html).is_none());
    }
}
