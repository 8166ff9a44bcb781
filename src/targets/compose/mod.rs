//! The Compose target: one file, its configuration, and what says which secrets must be there.

mod amount;
mod answers;
mod cover;
mod dotenv;
mod file;
mod files;
mod health;
mod init;
mod limits;
mod names;
mod networks;
mod order;
mod own;
mod owner;
mod patches;
mod reading;
mod routes;
mod secrets;
mod security;
mod service;
mod storage;
mod subnets;
#[cfg(test)]
mod tests;
mod variables;
mod word;

pub use init::{FOLDER_MODE, Initial, InitialFile, initial};

use super::{Target, one_host};
use crate::{
    artifact::{Artifacts, Notes},
    path::FieldPath,
    plan::{Addressing, DefaultStore, Plan, TargetTraits},
    policy::Approved,
    yaml::write::write,
};
use file::{File, Ipam, Network, Subnet, Volume};
use networks::Networks;
use order::Order;
use service::Context;
use std::collections::BTreeMap;
use variables::Variables;
use word::Word;

/// The Compose target.
pub static TARGET: Target = Target { traits: &TRAITS, answers: answers::ANSWERS, emit };

/// What lowering has to know of it.
pub static TRAITS: TargetTraits = TargetTraits {
    name: "compose",
    addressing: Addressing::Container,
    publishes: true,
    fronts: true,
    builds: false,
    most_replicas: None,
    default_store: DefaultStore::Files,
};

fn emit(approved: &Approved, notes: &mut Notes) -> Artifacts {
    let plan = approved.plan();
    one_host::note(plan, notes);
    routes::note(plan, notes);
    let order = Order::of(plan);
    let context = Context {
        plan,
        project: names::project(plan),
        variables: Variables::of(plan),
        networks: Networks::of(plan, notes),
        profiles: order.profiles(),
        order,
        beside: plan.beside(),
        waived: approved.waived(),
    };
    let mut artifacts = Artifacts::default();
    let file = file(&context, &mut artifacts, notes);
    artifacts.add("compose.yaml", text(plan, &file, notes));
    secrets::describe(plan, &context.variables, &mut artifacts, notes);
    artifacts
}

fn file(context: &Context<'_>, artifacts: &mut Artifacts, notes: &mut Notes) -> File {
    let plan = context.plan;
    let mut file = File {
        name: context.project.clone(),
        services: BTreeMap::new(),
        networks: networks(plan, &context.networks, notes),
        volumes: BTreeMap::new(),
        secrets: BTreeMap::new(),
        configs: BTreeMap::new(),
    };
    for workload in &plan.workloads {
        let mut service = service::service(context, workload, notes);
        service.configs = files::configs(workload, &mut file.configs, artifacts, notes);
        service.secrets = files::secrets(plan, &context.variables, workload, &mut file.secrets, notes);
        file.services.insert(workload.name.clone(), service);
        if workload.joined.is_some() {
            continue;
        }
        file.services.extend(owner::owner(context, workload));
        for volume in &workload.container.volumes {
            let existing = volume.existing.as_ref().map(Word::literal);
            let declared = Volume { external: existing.is_some(), name: existing };
            file.volumes.insert(names::volume(workload, volume), declared);
        }
    }
    file
}

fn networks(plan: &Plan, networks: &Networks<'_>, notes: &mut Notes) -> BTreeMap<String, Network> {
    let containers = |members: &std::collections::BTreeSet<&str>| {
        let workloads = members.iter().filter_map(|name| plan.workload(name));
        workloads.map(|workload| u64::from(workload.replicas.least())).sum()
    };
    let counts = networks.members.iter().map(|(name, members)| (name.as_str(), containers(members))).collect();
    let assigned = plan.platform.subnets.as_ref().map(|range| subnets::assign(range, &counts));
    if let Some(None) = assigned {
        let lost = "the range is too small for the networks, or is none of IPv4: Docker chooses their addresses";
        notes.weakened(FieldPath::new(["platform", "subnets"]), lost);
    }
    let subnets = assigned.flatten().unwrap_or_default();
    let network = |(name, members): (&String, _)| {
        let subnet = subnets.get(name).cloned();
        let ipam = subnet.map(|subnet| Ipam { config: vec![Subnet { subnet }] });
        (name.clone(), Network { internal: Networks::is_internal(plan, members), ipam })
    };
    networks.members.iter().map(network).collect()
}

fn text(plan: &Plan, file: &File, notes: &mut Notes) -> String {
    if plan.patches.is_empty() && plan.objects.is_empty() {
        return write(file);
    }
    let mut tree = serde_json::to_value(file).expect("the file's keys are texts");
    own::add(plan, &mut tree, notes);
    patches::apply(plan, &mut tree, notes);
    write(&tree)
}
