//! Who speaks in a chat log.

/// Who said a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Speaker {
    Agent,
    Other,
}

const AGENTS: [&str; 10] = [
    "agent",
    "assistant",
    "seller",
    "service",
    "staff",
    "客服",
    "商家",
    "卖家",
    "店家",
    "掌柜",
];

const BUYERS: [&str; 8] = [
    "buyer", "user", "customer", "client", "买家", "顾客", "客户", "用户",
];

/// The speaker that a role names.
pub(super) fn speaker(role: &str) -> Speaker {
    if AGENTS.contains(&role.trim().to_lowercase().as_str()) {
        Speaker::Agent
    } else {
        Speaker::Other
    }
}

/// Whether most lines of a text begin with a speaker.
pub(super) fn is_log(head: &str) -> bool {
    let lines = head.lines().filter(|l| !l.trim().is_empty()).take(200);
    let (mut all, mut named, mut by_agent) = (0, 0, false);
    for line in lines {
        all += 1;
        if let (Some(by), _) = spoken(line) {
            named += 1;
            by_agent |= by == Speaker::Agent;
        }
    }
    by_agent && named * 2 > all
}

/// The speaker a line begins with, and the length of what names it.
pub(super) fn spoken(line: &str) -> (Option<Speaker>, usize) {
    let Some((at, colon)) = line
        .char_indices()
        .take(16)
        .find(|(_, c)| matches!(c, ':' | '：'))
    else {
        return (None, 0);
    };
    let name = line[..at].trim().to_lowercase();
    let by = if AGENTS.contains(&name.as_str()) {
        Speaker::Agent
    } else if BUYERS.contains(&name.as_str()) {
        Speaker::Other
    } else {
        return (None, 0);
    };
    let behind = &line[at + colon.len_utf8()..];
    (Some(by), line.len() - behind.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_names_who_speaks() {
        assert_eq!(spoken("客服： 您好"), (Some(Speaker::Agent), 10));
        assert_eq!(spoken("买家:在吗"), (Some(Speaker::Other), 7));
        assert_eq!(spoken("尺码：均码"), (None, 0));
        assert!(is_log("买家：在吗\n客服：在的\n您请说"));
        assert!(!is_log("尺码：均码\n颜色：黑"));
        assert!(!is_log("客户：您好\n用户：您好"));
    }
}
