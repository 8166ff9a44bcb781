//! What a watch shows: a line for each render, and below it what is wrong, which the next render replaces.

use super::super::Terminal;
use std::io::IsTerminal as _;

/// Where a watch shows its words.
pub(super) struct Screen {
    /// Whether words can be taken back.
    is_live: bool,
    /// The rows that the last block took.
    rows: usize,
}

impl Screen {
    /// The process's own.
    pub(super) fn new(terminal: &Terminal) -> Self {
        let is_live = std::io::stdout().is_terminal() && std::io::stderr().is_terminal() && !terminal.is_dumb;
        Self { is_live, rows: 0 }
    }

    /// Takes the last block back, and shows a line with what is below it.
    pub(super) fn show(&mut self, line: &str, block: &str, terminal: &mut Terminal) {
        if self.is_live && self.rows > 0 {
            terminal.result(&format!("\u{1b}[{}A\u{1b}[J", self.rows));
        }
        terminal.result(line);
        let (width, height) = Terminal::size();
        let block = if self.is_live { cut(block, width, height.saturating_sub(2)) } else { block.to_owned() };
        terminal.say(&block);
        self.rows = rows(&block, width);
    }
}

/// The rows that a text takes.
fn rows(text: &str, width: usize) -> usize {
    text.lines().map(|line| visible(line).max(1).div_ceil(width.max(1))).sum()
}

/// The characters of a line, without the marks that colour it.
fn visible(line: &str) -> usize {
    let mut count = 0;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => drop(letters.by_ref().find(char::is_ascii_alphabetic)),
            _ => count += 1,
        }
    }
    count
}

/// As much of a text as a screen has rows, and where the rest is.
fn cut(text: &str, width: usize, height: usize) -> String {
    if rows(text, width) <= height {
        return text.to_owned();
    }
    let mut kept = String::new();
    for line in text.lines() {
        if rows(&kept, width) + rows(line, width) + 1 > height {
            break;
        }
        kept += line;
        kept.push('\n');
    }
    let reset = if kept.contains('\u{1b}') { "\u{1b}[0m" } else { "" };
    kept + reset + "… the rest: `landfall check`\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_what_is_seen() {
        assert_eq!(rows("a\n\nb\n", 80), 3);
        assert_eq!(rows("\u{1b}[31m12345\u{1b}[0m\n", 5), 1);
        assert_eq!(rows("123456", 5), 2);
    }

    #[test]
    fn what_is_longer_than_the_screen_is_cut_at_its_end() {
        let long: String = (0..50).map(|line| format!("line {line}\n")).collect();
        let cut = cut(&long, 80, 10);
        assert!(cut.starts_with("line 0\n") && cut.ends_with("`landfall check`\n"), "{cut}");
        assert_eq!(rows(&cut, 80), 10);
    }
}
