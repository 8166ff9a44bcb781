//! What an environment says of a backing service, over what its type says.

use super::{Texts, lower_text, lowered, run_manifest};
use landfall::plan::{Health, Pull, Workload};

fn db(overlay: &str) -> Workload {
    of(&manifest(overlay))
}

fn of(manifest: &str) -> Workload {
    let (plan, messages) = lower_text(manifest, "dev");
    assert!(messages.is_empty(), "{messages:?}");
    plan.workload("db").unwrap().clone()
}

fn manifest(overlay: &str) -> String {
    let job = "job \"load\" { image \"acme/load:1\"; env { URL \"{{ db.url }}\"; }; }";
    let overlay = format!("environment \"dev\" {{ postgres \"db\" {{ {overlay} }}; }}");
    format!("app \"a\"\n{job}\npostgres \"db\" version=\"16\"\n{overlay}\n")
}

#[test]
fn a_part_of_the_image_merges_onto_the_type_s_own() {
    let image = db("image { pull \"always\"; }").container.image;
    assert_eq!((image.reference.as_str(), image.pull), ("docker.io/library/postgres:16", Pull::Always));
}

#[test]
fn what_the_type_says_is_taken_away_as_what_a_lower_layer_says() {
    let whole = db("").container;
    assert!(whole.env.contains_key("POSTGRES_DB") && whole.command.is_none() && whole.volumes.len() == 1);
    let part =
        db("(remove)env \"POSTGRES_DB\"; (remove)volume \"data\"; (remove)tmp \"/run/postgresql\"; (remove)health").container;
    assert!(!part.env.contains_key("POSTGRES_DB") && part.env.contains_key("POSTGRES_USER"));
    assert!(part.volumes.is_empty() && part.tmps.len() == whole.tmps.len() - 1);
    assert_eq!(part.health, Health::default());
    assert!(db("(remove)env").container.env.is_empty());
    assert_eq!(db("(replace)env { TZ \"UTC\"; }").container.env.keys().collect::<Vec<_>>(), ["TZ"]);
    assert!(db("(remove)secret-file \"/run/secrets/password\"").container.secret_files.is_empty());
}

#[test]
fn what_is_taken_away_and_said_anew_is_not_what_the_type_says() {
    let moved = db("(remove)volume \"data\"; volume \"other\" \"/var/lib/postgresql/data\" size=\"1Gi\"").container;
    assert_eq!(moved.volumes.iter().map(|volume| volume.name.as_str()).collect::<Vec<_>>(), ["other"]);
    let redis = "app \"a\"\njob \"l\" { image \"l:1\"; env { U \"{{ db.url }}\"; }; }\nvalkey \"db\" { entrypoint \"a\"; }\nenvironment \"dev\" { valkey \"db\" { (remove)command; }; }\n";
    assert!(of(redis).container.command.is_none());
    let base = "environment \"base\" profile=\"development\" target=\"docker\" { postgres \"db\" { (remove)env; }; }\n";
    let text = manifest("env { FOO \"x\"; }").replace("environment \"dev\"", "environment \"dev\" extends=\"base\"") + base;
    assert_eq!(of(&text).container.env.keys().collect::<Vec<_>>(), ["FOO"]);
}

#[test]
fn a_replaced_map_hides_what_the_type_says() {
    let yaml = "app: {name: a}\njobs: {load: {image: 'l:1', env: {U: '{{ db.url }}'}}}\nbacking: {db: {type: postgres, volumes: !replace {}, tmp: !replace {}, secret-files: !replace {}}}\n";
    let texts = Texts::default().with("landfall.yaml", yaml);
    let (plan, messages) = run_manifest(&texts, "landfall.yaml", "dev").unwrap();
    assert!(messages.is_empty(), "{messages:?}");
    let db = &plan.workload("db").unwrap().container;
    let tmps: Vec<_> = db.tmps.iter().map(|tmp| tmp.path.as_str()).collect();
    assert_eq!((db.volumes.len(), tmps, db.secret_files.len()), (0, vec!["/tmp"], 0));
}

#[test]
fn a_written_value_does_not_come_back_as_the_type_s() {
    let text = manifest("(remove)env \"POSTGRES_DB\"").replace("\"16\"", "\"16\" { env { POSTGRES_DB \"mine\"; }; }");
    assert!(!of(&text).container.env.contains_key("POSTGRES_DB"));
}

#[test]
fn what_neither_a_layer_nor_the_type_has_cannot_be_taken_away() {
    let text = manifest("(remove)env \"POSTGRES_DX\"; (remove)depends-on \"x\"; (remove)user");
    let found = lowered(&Texts::default().with("landfall.kdl", text), "dev").1;
    let found: Vec<_> = found.iter().map(|(_, message)| message.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(found, ["nothing-to-remove"; 3]);
}
