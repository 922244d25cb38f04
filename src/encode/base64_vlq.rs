//! PURE. Whole numbers in few letters: Base64 VLQ, the code of source maps.

/// Adds numbers to a code.
pub fn push(code: &mut String, numbers: impl IntoIterator<Item = i64>) {
    let mut letters = Vec::new();
    for number in numbers {
        vlq::encode(number, &mut letters).expect("writing to memory cannot fail");
    }
    code.extend(letters.into_iter().map(char::from));
}

/// The code of numbers.
#[must_use]
pub fn code(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut code = String::new();
    push(&mut code, numbers);
    code
}

/// The next number of a code; `None` if none can be read.
pub fn next(letters: &mut impl Iterator<Item = u8>) -> Option<i64> {
    vlq::decode(letters).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let numbers = [0, 1, -1, 15, 16, -16, 1 << 53, i64::MAX];
        let mut pushed = code(numbers[..3].iter().copied());
        push(&mut pushed, numbers[3..].iter().copied());
        assert_eq!(pushed, code(numbers));
        assert!(pushed.starts_with("ACD"), "{pushed}");
        let mut letters = pushed.bytes();
        for number in numbers {
            assert_eq!(next(&mut letters), Some(number));
        }
        assert_eq!((next(&mut letters), letters.len()), (None, 0));
    }
}
