//! Hashes that are written into files: 64-bit FNV-1a, which will be the same
//! in every version.

use huashu::text::{MAX_GRAPHEMES, fold};

/// The hash of some texts; where one ends and the next begins matters.
pub(crate) fn of_parts(parts: &[&str]) -> u64 {
    let mut hash = START;
    for part in parts {
        hash = fnv1a(hash, part.as_bytes());
        // No text has this byte.
        hash = fnv1a(hash, &[0xFF]);
    }
    hash
}

/// The hash of a script, the same for all that folds to the same text.
pub(crate) fn of_script(text: &str) -> u64 {
    let mut hash = START;
    let mut rest = text.trim();
    // Only so much is folded at once.
    while !rest.is_empty() {
        let mut end = rest.len().min(MAX_GRAPHEMES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        hash = fnv1a(hash, fold(&rest[..end]).as_str().as_bytes());
        rest = &rest[end..];
    }
    hash
}

pub(crate) fn hex(hash: u64) -> String {
    format!("{hash:016x}")
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_published_ones() {
        assert_eq!(fnv1a(START, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(START, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(START, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn scripts_that_fold_alike_hash_alike() {
        assert_eq!(of_script("ＴＨＸ！！！"), of_script(" thx! "));
        assert_ne!(of_script("您好"), of_script("你好"));
        assert_ne!(of_parts(&["ab", "c"]), of_parts(&["a", "bc"]));
        let long = "好的，".repeat(5_000);
        assert_ne!(of_script(&long), of_script(&format!("{long}您好")));
    }
}
