//! Random changes to texts, the same for the same seed.

/// Numbers that look random (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    /// The next number.
    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one, which is not zero.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(end).unwrap()).unwrap()
    }

    /// One of these texts.
    pub(super) fn choose<'t, T: AsRef<str>>(&mut self, all: &'t [T]) -> &'t str {
        all[self.below(all.len())].as_ref()
    }

    /// The place of a character's start, or the end.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn range(&mut self, text: &str) -> std::ops::Range<usize> {
        let start = self.place(text);
        let mut end = (start + self.below(12)).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }
}

/// What is put into texts.
const PARTS: &[&str] = &[
    "\"",
    "\"\"\"",
    "#",
    "#\"",
    "\"#",
    "##",
    "{",
    "}",
    "(",
    ")",
    "=",
    ";",
    "\\",
    "/-",
    "//",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "\t",
    " ",
    "  ",
    "\u{A0}",
    "\u{2028}",
    "\u{85}",
    "\u{B}",
    "\u{C}",
    "\u{FEFF}",
    "\u{200E}",
    "\0",
    "\u{3000}",
    "#true",
    "true",
    "#null",
    "#inf",
    "-inf",
    "nan",
    "0x1F",
    "0b2",
    "1_0",
    "1.",
    ".5",
    "-",
    "+",
    "1e5",
    "-.1",
    "_",
    "a",
    "é",
    "\\n",
    "\\u{41}",
    "\\u{D800}",
    "\\s",
    "\\ ",
    "\\/",
    "[",
    "]",
    ",",
    ":",
    "'",
    "{{",
    "}}",
    "a=b",
    "(t)",
    "\\\n",
    "\"\"\"\n",
    "\n\"\"\"",
    "\n  x\n",
    "r\"",
    "http://x",
    "/- {}",
    "kdl-version 2",
];

/// The text with one to four changes; some bring in a part of another text.
pub(super) fn mutate(text: &str, other: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        let range = random.range(&text);
        match random.below(6) {
            0 => text.replace_range(range, ""),
            1 => text.insert_str(range.start, random.choose(PARTS)),
            2 => text.replace_range(range, random.choose(PARTS)),
            3 => {
                let copy = text[range].to_owned();
                let place = random.place(&text);
                text.insert_str(place, &copy);
            }
            4 => {
                let part = random.range(other);
                text.insert_str(range.start, &other[part]);
            }
            _ => text.truncate(if random.below(4) == 0 { range.start } else { text.len() }),
        }
    }
    text
}
