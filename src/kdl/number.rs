//! Numbers keep the text that the user wrote; what they amount to is worked out where somebody asks.

/// A number as it was written, for instance `8080`, `-1_000.5e3`, `0x1F` or `#inf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'s> {
    /// The text, known to be a number of KDL.
    pub text: &'s str,
}

impl Number<'_> {
    /// The whole number that it is; `None` if it has a fraction or an exponent, or is beyond 127 bits.
    pub fn integer(self) -> Option<i128> {
        let (negative, radix, digits) = self.parts()?;
        let digits: String = digits.chars().filter(|&digit| digit != '_').collect();
        let signed = if negative { format!("-{digits}") } else { digits };
        i128::from_str_radix(&signed, radix).ok()
    }

    /// The nearest floating-point number; `#inf`, `#-inf` and `#nan` are theirs.
    pub fn float(self) -> f64 {
        match self.text {
            "#inf" => f64::INFINITY,
            "#-inf" => f64::NEG_INFINITY,
            "#nan" => f64::NAN,
            _ => self.finite(),
        }
    }

    fn finite(self) -> f64 {
        match self.parts() {
            Some((negative, radix, digits)) if radix != 10 => {
                let digits = digits.chars().filter_map(|digit| digit.to_digit(radix));
                let amount = digits.fold(0.0, |amount, digit| amount * f64::from(radix) + f64::from(digit));
                if negative { -amount } else { amount }
            }
            _ => self.text.replace('_', "").parse().unwrap_or(f64::NAN),
        }
    }

    /// Whether it is negative, its base, and its digits; `None` for what is no whole number.
    fn parts(&self) -> Option<(bool, u32, &str)> {
        let unsigned = self.text.strip_prefix(['-', '+']).unwrap_or(self.text);
        let negative = self.text.starts_with('-');
        match unsigned.get(..2) {
            Some("0x") => Some((negative, 16, unsigned.get(2..)?)),
            Some("0o") => Some((negative, 8, unsigned.get(2..)?)),
            Some("0b") => Some((negative, 2, unsigned.get(2..)?)),
            _ if unsigned.contains(['.', 'e', 'E', '#']) => None,
            _ => Some((negative, 10, unsigned)),
        }
    }
}

/// Whether this text, which is no keyword, is a number of KDL.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
    match unsigned {
        [b'0', b'x', digits @ ..] => is_digits(digits, |byte| byte.is_ascii_hexdigit()),
        [b'0', b'o', digits @ ..] => is_digits(digits, |byte| matches!(byte, b'0'..=b'7')),
        [b'0', b'b', digits @ ..] => is_digits(digits, |byte| matches!(byte, b'0' | b'1')),
        _ => is_decimal(unsigned),
    }
}

fn is_decimal(text: &[u8]) -> bool {
    let is_decimals = |part: &[u8]| is_digits(part, |byte| byte.is_ascii_digit());
    if is_decimals(text) {
        return true;
    }
    let mut halves = text.splitn(2, |byte| matches!(byte, b'e' | b'E'));
    let mut parts = halves.next().unwrap_or_default().splitn(2, |&byte| byte == b'.');
    let power = halves.next().map(|power| power.strip_prefix(b"-").or(power.strip_prefix(b"+")).unwrap_or(power));
    parts.all(is_decimals) && power.is_none_or(is_decimals)
}

fn is_digits(text: &[u8], is_digit: impl Fn(u8) -> bool) -> bool {
    let starts = text.first().is_some_and(|&byte| is_digit(byte));
    starts && text.iter().all(|&byte| byte == b'_' || is_digit(byte))
}

/// What keeps a text from being the number that it nearly is, and that number; `None` if it is rather a text.
pub(super) fn flaw(text: &str) -> Option<(&'static str, Option<String>)> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = text.strip_suffix(unsigned).unwrap_or_default();
    let number = |unsigned: String| Some(format!("{sign}{unsigned}")).filter(|number| is_number(number));
    match unsigned.as_bytes() {
        [b'.', ..] => Some(("a number has a digit before its point", number(format!("0{unsigned}")))),
        [b'0', b'x', ..] => Some(("behind `0x` stand the digits 0 to 9 and a to f", None)),
        [b'0', b'o', ..] => Some(("behind `0o` stand the digits 0 to 7", None)),
        [b'0', b'b', ..] => Some(("behind `0b` stand the digits 0 and 1", None)),
        [b'0', b'X' | b'O' | b'B', ..] => {
            Some(("the letter behind the `0` is a small one", number(unsigned.to_ascii_lowercase())))
        }
        [.., b'.'] => number(format!("{unsigned}0")).map(|cure| ("a number has a digit behind its point", Some(cure))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn whole_numbers_are_exact_in_every_base() {
        let cases =
            [("0755", 755), ("-0x1_F", -31), ("+0b101", 5), ("0o17", 15), ("9_007_199_254_740_993", 9_007_199_254_740_993)];
        for (text, expected) in cases {
            assert_eq!(Number { text }.integer(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_whole_or_too_large_is_no_integer() {
        for text in ["1.0", "1e3", "#inf", "170141183460469231731687303715884105728"] {
            assert_eq!(Number { text }.integer(), None, "{text}");
        }
    }

    #[test]
    fn fractions_and_words_are_floating_point_numbers() {
        let cases = [("1_0.5e-1", 1.05), ("-0x10", -16.0), ("#-inf", f64::NEG_INFINITY), ("7", 7.0)];
        for (text, expected) in cases {
            assert_eq!(Number { text }.float(), expected, "{text}");
        }
    }
}
