//! Numbers as people write them: 7, 1.5, 十五, 一百一, 两千五, 一三八.

/// The value of a whole text that is one number in folded text, or `None`.
///
/// A last digit after 百, 千 or 万 counts for the next smaller unit, as in
/// speech: 一百一 is 110, and 一百零一 is 101. Digits without units are read one
/// by one: 一三八 is 138.
pub(crate) fn numeral(text: &str) -> Option<f64> {
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return text.parse().ok();
    }
    if let Some((whole, part)) = text.split_once('点') {
        let part: Vec<u32> = part.chars().map(digit).collect::<Option<_>>()?;
        let whole = chinese(whole)?;
        let scaled = part
            .iter()
            .rev()
            .fold(0.0, |sum, d| (sum + f64::from(*d)) / 10.0);
        return (!part.is_empty()).then_some(whole + scaled);
    }
    chinese(text)
}

/// Two neighbours, such as 七八, are a guess and no number.
fn is_about(text: &str) -> bool {
    let mut chars = text.chars().filter(|c| !c.is_ascii_digit()).map(digit);
    match (chars.next().flatten(), chars.next().flatten(), chars.next()) {
        (Some(a), Some(b), None) => b == a + 1 && a > 0,
        _ => false,
    }
}

/// The value of one Chinese digit.
fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '幺' | '壹' => 1,
        '二' | '两' | '俩' | '贰' => 2,
        '三' | '仨' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return c.to_digit(10),
    })
}

fn unit(c: char) -> Option<f64> {
    Some(match c {
        '十' | '拾' => 10.0,
        '百' | '佰' => 100.0,
        '千' | '仟' => 1000.0,
        '万' => 10_000.0,
        _ => return None,
    })
}

fn chinese(text: &str) -> Option<f64> {
    let mut chars = text.chars().peekable();
    chars.peek()?;
    if is_about(text) {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text
            .chars()
            .try_fold(0.0, |sum, c| Some(sum * 10.0 + f64::from(digit(c)?)));
    }
    let (mut total, mut section) = (0.0, 0.0);
    let mut waiting: Option<f64> = None;
    // The unit that a bare last digit counts for is a tenth of this one.
    let mut last_unit = 10.0;
    while let Some(c) = chars.next() {
        if let Some(value) = digit(c) {
            let is_last = chars.peek().is_none();
            match (waiting, value) {
                // Digits in a row are read one by one, as in 15万.
                (Some(before), _) => waiting = Some(before * 10.0 + f64::from(value)),
                (None, 0) => last_unit = 10.0,
                (None, _) if is_last => section += f64::from(value) * last_unit / 10.0,
                (None, _) => waiting = Some(f64::from(value)),
            }
        } else {
            let unit = unit(c)?;
            if unit == 10_000.0 {
                total = (total + section + waiting.take().unwrap_or(0.0)) * unit;
                section = 0.0;
            } else {
                section += waiting.take().unwrap_or(1.0) * unit;
            }
            last_unit = unit;
        }
    }
    Some(total + section)
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, value) in [
            ("7", 7.0),
            ("1.5", 1.5),
            ("十", 10.0),
            ("十五", 15.0),
            ("四十八", 48.0),
            ("一百", 100.0),
            ("一百一", 110.0),
            ("一百零一", 101.0),
            ("一百一十", 110.0),
            ("两百五", 250.0),
            ("两千五", 2500.0),
            ("三万二", 32_000.0),
            ("一万两千", 12_000.0),
            ("一三八", 138.0),
            ("10万", 100_000.0),
            ("15万", 150_000.0),
            ("3千", 3000.0),
            ("二点五", 2.5),
            ("一点六五", 1.65),
        ] {
            assert_eq!(numeral(text), Some(value), "{text}");
        }
        for text in ["", "天", "七天", "点五天", "1.2.3", "9.8折", "七八", "两三"] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }
}
