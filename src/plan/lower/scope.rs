//! Everything that has a name: workloads and backing services, by name.

use super::{
    Request,
    backing::{self, Facts},
    front::{self, Front},
    names,
    observability::Collector,
    ports, publish, replicas,
    report::Report,
};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{Layer, PortReference, Profile, Workload},
    path::FieldPath,
    plan::{Addressing, Port, Replicas},
    source::Span,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
};

/// Everything that has a name.
pub(super) struct Scope<'a> {
    pub(super) request: &'a Request<'a>,
    /// Workloads and backing services.
    pub(super) subjects: BTreeMap<&'a str, Subject<'a>>,
    /// Backing services of unknown types.
    untyped: BTreeSet<&'a str>,
    /// The port of the host for each workload's port, by the workload's name and the port's place.
    pub(super) host_ports: BTreeMap<(&'a str, usize), u16>,
    /// The proxy before workloads that have routes, where there is one.
    pub(super) front: Option<Front<'a>>,
    /// The jobs that say they come before a workload, by its name.
    pub(super) jobs_before: BTreeMap<&'a str, Vec<&'a str>>,
    /// Where traces go, if they go anywhere.
    pub(super) collector: Option<Collector>,
}

/// A workload or backing service.
pub(super) struct Subject<'a> {
    pub(super) name: &'a str,
    pub(super) sort: Sort,
    pub(super) path: FieldPath,
    /// What runs; of a backing service, its type's defaults under what was written.
    pub(super) body: Body<'a>,
    /// More of a backing service.
    pub(super) backing: Option<Facts<'a>>,
    pub(super) ports: Vec<Port>,
    /// Whether a port is written that could not be read, so that nothing is to be said of ports that are not there.
    pub(super) has_wrong_port: bool,
    pub(super) replicas: Replicas,
}

/// What the manifest says of a subject, or what was put together for it: a large thing that few subjects have of their own.
pub(super) enum Body<'a> {
    Written(&'a Workload),
    Made(Box<Workload>),
}

impl Deref for Body<'_> {
    type Target = Workload;

    fn deref(&self) -> &Workload {
        match self {
            Self::Written(workload) => workload,
            Self::Made(workload) => workload,
        }
    }
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Service,
    Stateful,
    Daemon,
    Job,
    Cron,
    Backing,
    Init,
    Sidecar,
}

/// A workload that is not in this environment.
pub(super) struct Absent {
    name: String,
    environment: String,
    /// What says so.
    place: Span,
}

impl Absent {
    /// A diagnostic at the place that needs it.
    pub(super) fn at_first(self, place: Option<Span>) -> Diagnostic {
        let Self { name, environment, place: said } = self;
        Diagnostic::error(&codes::ABSENT_WORKLOAD, format!("`{environment}` has no `{name}`"))
            .at_known(place, "")
            .at(said, format!("`{environment}` is left out here"))
            .help(format!("say something else in `environment \"{environment}\"`, or leave what needs it out there as well"))
    }
}

impl Sort {
    /// What users call it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Stateful => "stateful",
            Self::Daemon => "daemon",
            Self::Job => "job",
            Self::Cron => "cron",
            Self::Backing => "backing service",
            Self::Init => "init",
            Self::Sidecar => "sidecar",
        }
    }

    /// Whether it runs until it is stopped.
    pub(super) fn is_long_running(self) -> bool {
        match self {
            Self::Service | Self::Stateful | Self::Daemon | Self::Backing | Self::Sidecar => true,
            Self::Job | Self::Cron | Self::Init => false,
        }
    }
}

impl Subject<'_> {
    /// Whether somebody else runs it.
    pub(super) fn is_external(&self) -> bool {
        self.backing.as_ref().is_some_and(|facts| facts.external.is_some())
    }

    /// Whether it has the network of the host.
    pub(super) fn is_on_host(&self) -> bool {
        self.body.security.as_ref().is_some_and(|security| security.host_network == Some(true))
    }

    /// The port of TCP that is meant, where there is one.
    pub(super) fn tcp_port(&self, meant: Option<&PortReference>) -> Option<&Port> {
        ports::meant(&self.ports, meant)
    }

    /// The port that is meant where none is named: the first that others may reach, else the first.
    pub(super) fn first_port(&self) -> Option<&Port> {
        self.ports.iter().find(|port| port.service.is_some()).or(self.ports.first())
    }
}

impl<'a> Scope<'a> {
    /// Finds everything that has a name, and where it listens.
    pub(super) fn new(request: &'a Request<'a>, report: &mut Report<'a>) -> Self {
        let mut scope = Self {
            request,
            subjects: BTreeMap::new(),
            untyped: BTreeSet::new(),
            host_ports: BTreeMap::new(),
            front: None,
            jobs_before: BTreeMap::new(),
            collector: None,
        };
        let layer = scope.layer();
        let sorts = [
            (Sort::Service, "services", &layer.services),
            (Sort::Stateful, "statefuls", &layer.statefuls),
            (Sort::Daemon, "daemons", &layer.daemons),
            (Sort::Job, "jobs", &layer.jobs),
            (Sort::Cron, "crons", &layer.crons),
        ];
        for (sort, field, workloads) in sorts {
            for (name, body) in workloads {
                let path = FieldPath::new([field, name]);
                scope.add(name, sort, path, Body::Written(body), None, report);
            }
        }
        for (name, written) in &layer.backing {
            let path = FieldPath::new(["backing", name]);
            match backing::read(&scope, name, written, &path, report) {
                Some((body, facts)) => scope.add(name, Sort::Backing, path, Body::Made(Box::new(body)), Some(facts), report),
                None => _ = scope.untyped.insert(name),
            }
        }
        names::constants(&scope, report);
        names::headless(&scope, report);
        scope.front = front::front(&scope);
        scope.collector = Collector::new(&scope, report);
        publish::number(&mut scope);
        for (name, job) in &layer.jobs {
            job.before.iter().for_each(|other| scope.jobs_before.entry(other.as_str()).or_default().push(name));
        }
        scope
    }

    /// What the manifest says.
    pub(super) fn layer(&self) -> &'a Layer {
        &self.request.merged.manifest.layer
    }

    /// The application's name.
    pub(super) fn app(&self) -> &'a str {
        self.request.merged.manifest.app.name.as_str()
    }

    pub(super) fn profile(&self) -> Profile {
        self.request.merged.environment.profile
    }

    /// Whether workloads have Services before them, and a cluster around them.
    pub(super) fn in_cluster(&self) -> bool {
        self.request.target.addressing == Addressing::Service
    }

    /// Whether a mistake cut this name out, so that nothing is to be said of its absence.
    pub(super) fn is_broken(&self, name: &str) -> bool {
        self.request.merged.broken.contains(name) || self.untyped.contains(name)
    }

    /// What is to be said of a name whose workload is not in this environment.
    pub(super) fn absent(&self, name: &str) -> Option<Absent> {
        let merged = self.request.merged;
        merged.absent.get(name).map(|place| Absent {
            name: name.to_owned(),
            environment: merged.environment.name.clone(),
            place: *place,
        })
    }

    fn add(
        &mut self,
        name: &'a str,
        sort: Sort,
        path: FieldPath,
        body: Body<'a>,
        backing: Option<Facts<'a>>,
        report: &mut Report<'a>,
    ) {
        if let Some(other) = self.subjects.get(name) {
            names::taken(name, (sort.word(), &path), (other.sort.word(), &other.path), report);
            return;
        }
        names::check(name, sort, &path, report);
        let main = backing.as_ref().map(|facts| (facts.port, facts.written.r#type.as_str()));
        let ports = ports::ports(&body, &path, main, report);
        let written = path.join("ports");
        let has_wrong_port = report.is_wrong(&written) || report.keys(&written).iter().any(|key| !body.ports.contains_key(key));
        let replicas = replicas::replicas(self, sort, name, (&body, &ports), &path, report);
        self.subjects.insert(name, Subject { name, sort, path, body, backing, ports, has_wrong_port, replicas });
    }
}
