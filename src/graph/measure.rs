//! How wide texts are: by the widths of Helvetica, with room for fonts that are wider.

/// The widths of the characters from the space to `~`, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778,
    722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222,
    500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// A font may be so much wider, in percent.
const ROOM: u32 = 114;

/// The width of a text of that size, in hundredths of a pixel.
pub(super) fn width(text: &str, size: u32) -> u32 {
    let of = |char: char| {
        let place = u32::from(char).checked_sub(32).and_then(|place| usize::try_from(place).ok());
        let wide = if char.is_ascii() || u32::from(char) < 0x1100 { 600 } else { 1000 };
        place.and_then(|place| WIDTHS.get(place)).map_or(wide, |width| u32::from(*width))
    };
    text.chars().map(of).sum::<u32>().saturating_mul(size).saturating_mul(ROOM) / 1000
}

/// A text of so many characters at most.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}
