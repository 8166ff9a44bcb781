//! What no message shows: the places of secrets, those that were reported and those that look like one.

use super::Diagnostics;
use crate::{
    source::{FileId, SourceMap, Span},
    suspicion::{self, Reading},
};
use std::{collections::BTreeMap, ops::Range};

/// The places of secrets, by file; sorted, those that overlap as one.
#[derive(Debug, Default)]
pub struct Masks(BTreeMap<FileId, Vec<Range<usize>>>);

impl Masks {
    /// The secrets in these files, and those that diagnostics are about.
    pub fn new(sources: &SourceMap, files: impl IntoIterator<Item = FileId>, diagnostics: &Diagnostics) -> Self {
        let mut masks: BTreeMap<FileId, Vec<Range<usize>>> = BTreeMap::new();
        for file in files {
            let text = &sources.file(file).text;
            let found = suspicion::find(text, Reading::Manifest);
            masks.entry(file).or_insert_with(|| found.into_iter().map(|found| found.at).collect());
        }
        let labels = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
        for Span { file, start, end } in labels.filter(|label| label.masked).map(|label| label.span) {
            masks.entry(file).or_default().push(start as usize..end as usize);
        }
        masks.values_mut().for_each(join);
        Self(masks)
    }

    /// Those of a file.
    pub(super) fn of(&self, file: FileId) -> &[Range<usize>] {
        self.0.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Whether a place shows a secret, or a part of one.
    pub fn hide(&self, span: Span) -> bool {
        self.of(span.file).iter().any(|mask| mask.start < span.end as usize && (span.start as usize) < mask.end)
    }
}

fn join(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, kept| {
        let overlap = next.start <= kept.end;
        if overlap {
            kept.end = kept.end.max(next.end);
        }
        overlap
    });
}
