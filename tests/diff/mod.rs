//! What differs between environments and manifests, and why.

mod edits;
mod examples;

use landfall::{
    causes::Side,
    compile::{Analysis, analyze},
    diagnostic::{Diagnostics, Masks},
    overlay::Given,
    source::Files,
};

/// A project that was compiled, and what is hidden of it.
struct Compiled {
    analysis: Analysis,
    masks: Masks,
}

impl Compiled {
    fn new(files: &dyn Files) -> Self {
        let mut diagnostics = Diagnostics::default();
        let analysis = analyze(files, "landfall.kdl", &Given::default(), &[], &mut diagnostics);
        let errors: Vec<_> = diagnostics.iter().map(|diagnostic| &diagnostic.message).collect();
        assert!(!diagnostics.has_errors(), "{errors:#?}");
        let sources = &analysis.project.sources;
        let masks = Masks::new(sources, sources.files().map(|(file, _)| file), &diagnostics);
        Self { analysis, masks }
    }

    /// An environment by its place: dev, staging, production.
    fn side<'a>(&'a self, files: &'a dyn Files, environment: usize) -> Side<'a> {
        Side {
            analyzed: &self.analysis.environments[environment],
            sources: &self.analysis.project.sources,
            files,
            masks: &self.masks,
            folder: "",
        }
    }
}
