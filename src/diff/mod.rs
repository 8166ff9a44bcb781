//! Two environments, or one at two revisions, in terms of the application: what differs, and why.

mod entries;
pub mod json;
pub mod markdown;
pub mod text;

use crate::{
    causes::{Cause, Side, cancel},
    facts::{self, Because, Fact, Subject, Value, escaped},
    path::FieldPath,
};

/// All that was compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The revision, where environments are compared with their past.
    pub against: Option<String>,
    /// How many errors the manifest has there; what they leave out is not compared.
    pub past_errors: usize,
    /// Each environment with its past, or one environment with another.
    pub pairs: Vec<Comparison>,
    /// Environments that the revision did not have.
    pub new: Vec<String>,
    /// Environments that only the revision had.
    pub gone: Vec<String>,
}

impl Compared {
    /// Whether anything differs; `all` counts what comes with the environments' targets and names as well.
    pub fn differs(&self, all: bool) -> bool {
        let of_pairs = self.pairs.iter().any(|pair| pair.told(all).next().is_some());
        of_pairs || !self.new.is_empty() || !self.gone.is_empty()
    }

    /// How many differences are not told.
    fn left_out(&self, all: bool) -> usize {
        self.pairs.iter().map(|pair| pair.differences.len() - pair.told(all).count()).sum()
    }

    /// The names of the environments of which nothing is told.
    fn unchanged(&self, all: bool) -> Vec<&str> {
        let same = self.pairs.iter().filter(|pair| pair.told(all).next().is_none());
        same.map(|pair| pair.after.environment.as_str()).collect()
    }
}

/// What differs between two sides.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What was, or the first of two environments.
    pub before: Setting,
    /// What is, or the second of them.
    pub after: Setting,
    /// What differs; the application as a whole first, then workloads and backing services by name.
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// The differences that are told.
    fn told(&self, all: bool) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |difference| all || !difference.is_inherent())
    }
}

/// An environment that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub environment: String,
    /// What it is compiled to.
    pub target: &'static str,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The workload or backing service; empty for the application as a whole.
    pub subject: String,
    /// What a user calls it.
    pub sort: String,
    /// Which of its facts; empty where the thing itself is new or gone.
    pub what: String,
    /// The field of the language.
    pub path: FieldPath,
    /// The field as it was, where that is another: a service may have become a stateful.
    pub before_path: Option<FieldPath>,
    /// How it was; `None` where it was not.
    pub before: Option<String>,
    /// How it is; `None` where it is not.
    pub after: Option<String>,
    /// Why it was so, as far as that differs.
    pub before_because: Vec<Cause>,
    /// Why it is so, as far as that differs.
    pub after_because: Vec<Cause>,
}

/// What a difference comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Something is written in another way.
    Manifest,
    /// The same is written, and a rule or default makes another thing of it.
    Default,
    /// The same is written, and the targets are not the same.
    Target,
    /// The environments have two names.
    Name,
}

impl Difference {
    /// What it comes from.
    pub fn ground(&self) -> Ground {
        let any = |is: fn(&Cause) -> bool| self.before_because.iter().chain(&self.after_because).any(is);
        if any(|cause| matches!(cause, Cause::Written(_) | Cause::File { .. })) {
            Ground::Manifest
        } else if any(|cause| matches!(cause, Cause::Target { .. })) {
            Ground::Target
        } else if any(|cause| matches!(cause, Cause::Default { .. })) {
            Ground::Default
        } else if any(|cause| matches!(cause, Cause::Environment { .. })) {
            Ground::Name
        } else {
            Ground::Default
        }
    }

    /// Whether it comes with the environments themselves: their targets, or their names.
    pub fn is_inherent(&self) -> bool {
        matches!(self.ground(), Ground::Target | Ground::Name)
    }
}

/// Compares two sides.
pub fn compare(before: &Side<'_>, after: &Side<'_>) -> Comparison {
    let olds = facts::subjects(before.analyzed.plan());
    let news = facts::subjects(after.analyzed.plan());
    let mut differences = Vec::new();
    for (old, new) in paired(&olds, &news, |subject| &subject.name) {
        let Some(either) = new.or(old) else { continue };
        let mut of = Of {
            before,
            after,
            subject: either,
            before_path: old.map_or(&either.path, |old| &old.path),
            after_path: &either.path,
            differences: Vec::new(),
        };
        match (old, new) {
            (Some(old), Some(new)) => of.facts(&old.facts, &new.facts),
            _ => of.whole(old, new),
        }
        differences.extend(of.differences);
    }
    let setting = |side: &Side<'_>| Setting {
        environment: side.analyzed.merged.environment.name.clone(),
        target: side.analyzed.target.traits.name,
    };
    Comparison { before: setting(before), after: setting(after), differences }
}

/// The things of both sides in an order that suits both: those with one name stand together.
fn paired<'s, T>(olds: &'s [T], news: &'s [T], name: impl Fn(&T) -> &String) -> Vec<(Option<&'s T>, Option<&'s T>)> {
    let in_new = |old: &T| news.iter().position(|new| name(new) == name(old));
    let in_old = |new: &T| olds.iter().any(|old| name(old) == name(new));
    let mut pairs = Vec::with_capacity(olds.len().max(news.len()));
    let mut at = 0;
    for old in olds {
        let place = in_new(old);
        if let Some(place) = place {
            while at <= place {
                pairs.extend(news.get(at).filter(|new| !in_old(new)).map(|new| (None, Some(new))));
                at += 1;
            }
        }
        pairs.push((Some(old), place.and_then(|place| news.get(place))));
    }
    pairs.extend(news.iter().skip(at).filter(|new| !in_old(new)).map(|new| (None, Some(new))));
    pairs
}

/// The differences of one thing.
struct Of<'c, 'a> {
    before: &'c Side<'a>,
    after: &'c Side<'a>,
    subject: &'c Subject,
    before_path: &'c FieldPath,
    after_path: &'c FieldPath,
    differences: Vec<Difference>,
}

impl Of<'_, '_> {
    /// A thing that is new or gone.
    fn whole(&mut self, old: Option<&Subject>, new: Option<&Subject>) {
        let words = |side: &Side<'_>, subject: &Subject| {
            let main = |name: &&str| subject.facts.iter().find(|fact| fact.name == **name);
            let shown = ["image", "container", "run by somebody else", "schedule", "replicas"].iter().filter_map(main);
            let words: Vec<_> = shown.map(|fact| (fact, side.words(fact, &[]))).collect();
            let word =
                |(fact, words): &(&Fact, String)| if fact.name == "replicas" { format!("{words} of it") } else { words.clone() };
            words.iter().map(word).collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (old.map(|old| words(self.before, old)), new.map(|new| words(self.after, new)));
        let place = [Because::Place(self.subject.path.clone())];
        let (before_because, after_because) = self.causes([&self.subject.path; 2], [&place, &place]);
        self.push("", [&self.subject.path; 2], (before, after), (before_because, after_because));
    }

    fn facts(&mut self, olds: &[Fact], news: &[Fact]) {
        for (old, new) in paired(olds, news, |fact| &fact.name) {
            match (old, new) {
                (Some(Fact { value: Value::Parts(_, olds), .. }), Some(Fact { value: Value::Parts(_, news), .. })) => {
                    self.facts(olds, news);
                }
                (Some(old), Some(new)) if old.value == new.value => {}
                _ => self.fact(old, new),
            }
        }
    }

    fn fact(&mut self, old: Option<&Fact>, new: Option<&Fact>) {
        let Some(either) = new.or(old) else { return };
        let paths = [old.unwrap_or(either), new.unwrap_or(either)].map(|fact| &fact.path);
        let because = [old, new].map(|fact| fact.map_or(&[][..], |fact| fact.because.as_slice()));
        let (before_because, after_because) = self.causes(paths, because);
        let shown = |side: &Side<'_>, fact: Option<&Fact>, causes: &[Cause]| fact.map(|fact| side.words(fact, causes));
        let mut values = (shown(self.before, old, &before_because), shown(self.after, new, &after_because));
        if let (Some(Fact { value: Value::Content(old), .. }), Some(Fact { value: Value::Content(new), .. })) = (old, new) {
            values.1 = values.1.map(|words| words + &changed_lines(old, new));
        }
        self.push(&either.name, paths, values, (before_because, after_because));
    }

    fn push(
        &mut self,
        what: &str,
        [before_path, path]: [&FieldPath; 2],
        values: (Option<String>, Option<String>),
        causes: (Vec<Cause>, Vec<Cause>),
    ) {
        let (before, after) = values;
        let (before_because, after_because) = causes;
        self.differences.push(Difference {
            subject: self.subject.name.clone(),
            sort: self.subject.sort.clone(),
            what: escaped(what),
            path: path.clone(),
            before_path: (before_path != path).then(|| before_path.clone()),
            before,
            after,
            before_because,
            after_because,
        });
    }

    /// Why a field differs: what one side has and the other has not; where that is nothing, in what is written around it.
    fn causes(&self, [before_field, after_field]: [&FieldPath; 2], because: [&[Because]; 2]) -> (Vec<Cause>, Vec<Cause>) {
        let [of_before, of_after] = because;
        let of = |side: &Side<'_>, field: &FieldPath, subject: &FieldPath, own: &[Because], others: &[Because]| {
            let others = others.iter().filter(|because| !because.is_of_one_side());
            let mut all: Vec<Because> = Vec::new();
            for because in own.iter().chain(others).map(|because| self.moved_because(because, subject)) {
                if !all.contains(&because) {
                    all.push(because);
                }
            }
            side.causes(&self.moved(field, subject), subject, &all)
        };
        let mut before = of(self.before, before_field, self.before_path, of_before, of_after);
        let mut after = of(self.after, after_field, self.after_path, of_after, of_before);
        cancel(&mut before, &mut after);
        let mut around = after_field.parent();
        while before.is_empty() && after.is_empty() {
            let inside = |outer: &FieldPath| match self.subject.name.is_empty() {
                true => *outer != FieldPath::default(),
                false => *outer != self.subject.path && outer.is_within(&self.subject.path),
            };
            let Some(outer) = around.filter(inside) else { break };
            before = self.before.around(&self.moved(&outer, self.before_path));
            after = self.after.around(&self.moved(&outer, self.after_path));
            cancel(&mut before, &mut after);
            around = outer.parent();
        }
        (before, after)
    }

    /// A field of this thing where it stands on one of the sides: a service may have become a stateful.
    fn moved(&self, path: &FieldPath, to: &FieldPath) -> FieldPath {
        let from = [self.before_path, self.after_path].into_iter().find(|from| path.is_within(from));
        match from {
            Some(from) if from != to => {
                path.segments().skip(from.segments().count()).fold(to.clone(), |path, name| path.join(name))
            }
            _ => path.clone(),
        }
    }

    fn moved_because(&self, because: &Because, to: &FieldPath) -> Because {
        match because {
            Because::Field(path) => Because::Field(self.moved(path, to)),
            Because::Place(path) => Because::Place(self.moved(path, to)),
            Because::Mention { by, of } => Because::Mention { by: self.moved(by, to), of: of.clone() },
            Because::Secret(_) | Because::File(..) | Because::Target(_) | Because::Environment => because.clone(),
        }
    }
}

/// How many lines came and went.
fn changed_lines(old: &[u8], new: &[u8]) -> String {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else { return String::new() };
    let diff = similar::TextDiff::from_lines(old, new);
    let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
    format!(" ({} added, {} removed)", count(similar::ChangeTag::Insert), count(similar::ChangeTag::Delete))
}
