//! Lines of YAML: where a value stands, how deep, and in which order the entries of a struct come.

use super::scalar;
use std::{fmt::Display, io::Write};

/// The keys of a struct in the order in which people write them, by the struct's name; what is not named comes last, as it is.
/// These keys are plain words.
pub type Order = fn(&'static str) -> &'static [&'static str];

/// Where the next value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the start of the document.
    Document,
    /// It is a key.
    Key,
    /// Behind a key and its colon.
    Value,
    /// In a list.
    Item,
}

/// A map or list that is being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    place: Place,
    indent: usize,
    start: usize,
    entries: usize,
}

struct Entry {
    rank: usize,
    start: usize,
}

/// The document so far.
pub(super) struct Emitter {
    pub(super) out: Vec<u8>,
    pub(super) order: Order,
    pub(super) place: Place,
    /// Whether the next text is a day, which stands without quotes, so that readers take it for one.
    pub(super) is_day: bool,
    indent: usize,
    entries: Vec<Entry>,
    spare: Vec<u8>,
}

/// More than most documents need.
const ROOM: usize = 8 << 10;

/// Readers give up on a key that is longer, unless it is announced.
const LONGEST_KEY: usize = 1000;

impl Emitter {
    pub(super) fn new(order: Order) -> Self {
        Self {
            out: Vec::with_capacity(ROOM),
            order,
            place: Place::Document,
            is_day: false,
            indent: 0,
            entries: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Begins another document in the room of the last one.
    pub(super) fn restart(&mut self) {
        self.out.clear();
        self.place = Place::Document;
    }

    /// A value on one line that needs no quotes.
    pub(super) fn bare(&mut self, text: &str) {
        self.lead();
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'\n');
    }

    /// A number.
    pub(super) fn displayed(&mut self, value: impl Display) {
        self.lead();
        writeln!(self.out, "{value}").expect("a Vec takes all that is written");
    }

    /// A text, in the form that fits it and its place.
    pub(super) fn text(&mut self, text: &str) {
        match (self.place, scalar::block(text)) {
            (Place::Value, Some(indicated)) => self.block(text, if indicated { "2" } else { "" }),
            (Place::Item, Some(false)) => self.block(text, ""),
            _ => {
                self.lead();
                scalar::write(text, &mut self.out);
                self.out.push(b'\n');
            }
        }
    }

    /// The key of an entry.
    pub(super) fn key(&mut self, key: &str) {
        self.spaces(self.indent);
        if key.len() > LONGEST_KEY {
            self.out.extend_from_slice(b"? ");
            scalar::write(key, &mut self.out);
            self.out.push(b'\n');
            self.spaces(self.indent);
        } else {
            scalar::write(key, &mut self.out);
        }
        self.out.push(b':');
        self.place = Place::Value;
    }

    /// The key of a struct's entry, which takes its place when the struct ends. Keys with a place need no quotes.
    pub(super) fn ordered_key(&mut self, key: &'static str, keys: &[&'static str]) {
        if keys.is_empty() {
            return self.key(key);
        }
        let known = keys.iter().position(|known| known.as_bytes().first() == key.as_bytes().first() && *known == key);
        self.entries.push(Entry { rank: known.unwrap_or(keys.len()), start: self.out.len() });
        if known.is_none() {
            return self.key(key);
        }
        self.spaces(self.indent);
        self.out.extend_from_slice(key.as_bytes());
        self.out.push(b':');
        self.place = Place::Value;
    }

    pub(super) fn begin_map(&mut self) -> Frame {
        self.begin(2)
    }

    /// A list behind a key stands at the key's own depth.
    pub(super) fn begin_list(&mut self) -> Frame {
        self.begin(0)
    }

    pub(super) fn end(&mut self, frame: Frame, empty: &str) {
        self.reorder(frame.entries);
        self.place = frame.place;
        let child = std::mem::replace(&mut self.indent, frame.indent);
        if self.out.len() == frame.start {
            if frame.place == Place::Value {
                self.out.pop();
            }
            self.bare(empty);
        } else if frame.place == Place::Item {
            let dash = frame.start + child - 2;
            self.out.get_mut(dash..dash + 2).expect("a nested line begins with its indentation").copy_from_slice(b"- ");
        }
    }

    fn begin(&mut self, behind_key: usize) -> Frame {
        let indent = self.indent;
        match self.place {
            Place::Document | Place::Key => {}
            Place::Value => {
                self.out.push(b'\n');
                self.indent += behind_key;
            }
            Place::Item => self.indent += 2,
        }
        Frame { place: self.place, indent, start: self.out.len(), entries: self.entries.len() }
    }

    /// Puts the entries since `first` in their order.
    fn reorder(&mut self, first: usize) {
        let entries = self.entries.get(first..).unwrap_or_default();
        if !entries.is_sorted_by_key(|entry| entry.rank) {
            let ends = entries.iter().skip(1).map(|entry| entry.start).chain([self.out.len()]);
            let mut sorted: Vec<_> = entries.iter().zip(ends).collect();
            sorted.sort_by_key(|(entry, _)| entry.rank);
            self.spare.clear();
            for (entry, end) in sorted {
                self.spare.extend_from_slice(self.out.get(entry.start..end).unwrap_or_default());
            }
            let start = self.out.len() - self.spare.len();
            self.out.truncate(start);
            self.out.extend_from_slice(&self.spare);
        }
        self.entries.truncate(first);
    }

    /// What stands between the place and a value on its line.
    fn lead(&mut self) {
        match self.place {
            Place::Document | Place::Key => {}
            Place::Value => self.out.push(b' '),
            Place::Item => {
                self.spaces(self.indent);
                self.out.extend_from_slice(b"- ");
            }
        }
    }

    fn block(&mut self, text: &str, indicator: &str) {
        let body = text.trim_end_matches('\n');
        let chomping = match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => "+",
        };
        self.lead();
        self.out.push(b'|');
        self.out.extend_from_slice(indicator.as_bytes());
        self.out.extend_from_slice(chomping.as_bytes());
        self.out.push(b'\n');
        let lines = text.strip_suffix('\n').unwrap_or(text);
        for line in lines.split('\n') {
            if !line.is_empty() {
                self.spaces(self.indent + 2);
                self.out.extend_from_slice(line.as_bytes());
            }
            self.out.push(b'\n');
        }
    }

    fn spaces(&mut self, count: usize) {
        let length = self.out.len() + count;
        self.out.resize(length, b' ');
    }
}
