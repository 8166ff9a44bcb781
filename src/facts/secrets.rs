//! Secrets: which there are, and where they come from; never what they are.

use super::{Because, Fact, List};
use crate::{
    path::FieldPath,
    plan::{DefaultStore, Plan, Role, Secret, Secrets, Store, Vault},
};

/// The store, and each secret.
pub(super) fn secrets(list: &mut List, Secrets { store, by_name }: &Secrets, plan: &Plan) {
    of_store(list, store, readable(plan.setting.target.default_store));
    for (name, secret) in by_name {
        list.add(of_secret(name, secret, store, plan));
    }
}

fn readable(store: DefaultStore) -> &'static str {
    match store {
        DefaultStore::Dotenv => "a script reads secrets from a `.env` file",
        DefaultStore::Files => "Compose reads secrets from files",
        DefaultStore::Existing => "a cluster has secrets of its own",
    }
}

fn of_store(list: &mut List, store: &Store, readable: &'static str) {
    let path = FieldPath::new(["secrets"]);
    let word = match store {
        Store::Dotenv { file } => format!("the file {file}"),
        Store::Files { dir } => format!("a file each in {dir}"),
        Store::Environment => "variables of who calls Compose".to_owned(),
        Store::Existing => "Secrets that somebody creates".to_owned(),
        Store::Kubernetes { from } => format!("Secrets made from {from}"),
        Store::Vault(Vault { server, .. }) => format!("Vault at {server}"),
    };
    list.add(Fact::new("secret store", path.clone(), word).because([Because::Target(readable)]));
    if let Store::Vault(Vault { server: _, mount, prefix, role, auth, version, ca, refresh }) = store {
        let mut parts = List::default();
        let folder = if prefix.is_empty() { mount.clone() } else { format!("{mount}/{prefix}") };
        parts.add(Fact::new("path in Vault", path.join("path"), folder.clone()));
        parts.add(Fact::new("role in Vault", path.join("role"), role.as_str()));
        parts.add(Fact::new("login to Vault", path.join("auth"), auth.as_str()));
        parts.add(Fact::new("version of Vault's store", path.join("version"), version.to_string()));
        parts.maybe("certificate authority of Vault", path.join("ca"), ca.clone());
        let refresh = super::words::time(std::time::Duration::from_secs(*refresh));
        parts.add(Fact::new("Vault is read anew after", path.join("refresh"), refresh));
        list.add(Fact::parts("Vault", path, format!("{folder}, as {role}"), parts.0));
    }
}

fn of_secret(name: &str, secret: &Secret, store: &Store, plan: &Plan) -> Fact {
    // How it is written, and by whom, is said where it is used.
    let Secret { description, generated, object, key, encodings: _, used_by } = secret;
    let path = FieldPath::new(["secret", name]);
    let mut parts = List::default();
    parts.maybe(&format!("description of secret {name}"), path.join("description"), description.clone());
    let usual = match store {
        Store::Dotenv { .. } | Store::Files { .. } | Store::Environment => None,
        Store::Existing | Store::Kubernetes { .. } => Some(format!("{}-secrets", plan.application.name)),
        Store::Vault(_) => Some(String::new()),
    };
    let place = usual.filter(|usual| (object, key.as_str()) != (usual, name)).map(|_| match object.as_str() {
        "" => key.clone(),
        object => format!("{key} of {object}"),
    });
    let stored = [Because::Field(FieldPath::new(["secrets"])), Because::Target(readable(plan.setting.target.default_store))];
    let whole = if *generated { "made once" } else { "to be supplied" };
    let place = place.map(|place| Fact::named(format!("place of secret {name}"), path.clone(), place).because(stored));
    parts.0.extend(place);
    let users: Vec<_> = used_by.iter().filter_map(|user| plan.workload(user)).collect();
    // A container's own password is asked for by its type, unless somebody else runs it.
    let own = users.iter().filter(|user| matches!(user.role, Role::Backing(_)));
    let own = own.flat_map(|user| [user.path.clone(), user.path.join("external")]).map(Because::Place);
    let because: Vec<_> = std::iter::once(Because::Secret(name.to_owned())).chain(own).collect();
    parts.add(Fact::named(format!("secret {name}"), path.clone(), whole).because(because.clone()));
    Fact::parts(format!("secret {name}"), path, whole, parts.0).because(because)
}
