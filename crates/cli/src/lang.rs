//! The program's own words, in Chinese or English.

use std::env;

use huashu::Lang;
use once_cell::sync::Lazy;

/// The language of this run: `--lang` if given, else from the locale, else
/// Chinese. It has to be known before the arguments are parsed, because the
/// help text is in it too.
pub(crate) static LANG: Lazy<Lang> = Lazy::new(|| {
    let args: Vec<String> = env::args_os()
        .map(|a| a.to_string_lossy().into_owned())
        .take_while(|a| a != "--")
        .collect();
    let given = args
        .iter()
        .enumerate()
        .find_map(|(n, arg)| match arg.strip_prefix("--lang") {
            Some("") => args.get(n + 1).cloned(),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        });
    match given.as_deref() {
        Some("en") => Lang::En,
        Some(_) => Lang::Zh,
        None => from_locale(|name| env::var(name).ok()),
    }
});

fn from_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|v| !v.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// One of two wordings, by the language of this run.
pub(crate) fn tr(zh: &'static str, en: &'static str) -> &'static str {
    match *LANG {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
