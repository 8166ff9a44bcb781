//! Volumes that several workloads mount.

use super::lower_text;

/// Two services that mount `uploads`, which is declared so.
fn uploads(declared: &str, api: &str, thumbs: &str) -> String {
    format!(
        "app \"shop\"\n{declared}\nservice \"api\" {{ image \"a:1\"; scale 1; resources cpu=\"1\" memory=\"1Gi\"; {api} }}\n\
         service \"thumbs\" {{ image \"t:1\"; scale 1; resources cpu=\"1\" memory=\"1Gi\"; {thumbs} }}"
    )
}

const MOUNT: &str = "volume \"uploads\" \"/srv\" shared=#true";

fn said(text: &str, environment: &str) -> Vec<String> {
    lower_text(text, environment).1
}

#[test]
fn one_volume_is_mounted_by_both_as_it_is_declared() {
    let text = uploads("volume \"uploads\" size=\"1Gi\" access=\"read-write-many\" class=\"nfs\"", MOUNT, MOUNT);
    for environment in ["dev", "staging", "production"] {
        let (plan, messages) = lower_text(&text, environment);
        assert_eq!(messages, Vec::<String>::new(), "{environment}");
        assert_eq!(plan.volumes.len(), 1);
        assert_eq!(
            (plan.volumes[0].mounted_by.as_slice(), plan.volumes[0].class.as_deref()),
            (&["api".into(), "thumbs".into()][..], Some("nfs"))
        );
        for name in ["api", "thumbs"] {
            let volume = &plan.workload(name).unwrap().container.volumes[0];
            assert!(volume.shared && volume.access == landfall::plan::Access::ReadWriteMany && volume.size.is_some());
        }
    }
}

#[test]
fn what_one_node_has_is_for_one_pod() {
    let declared = "volume \"uploads\" size=\"1Gi\"";
    let both = uploads(declared, MOUNT, MOUNT);
    assert_eq!(
        said(&both, "production"),
        ["volume-access landfall.kdl:2:8 `api` and `thumbs` are to share the volume `uploads`, which one node has at a time"]
    );
    assert_eq!(said(&both, "staging"), Vec::<String>::new());
    let one = uploads(declared, MOUNT, "");
    assert_eq!(said(&one, "production"), Vec::<String>::new());
    let several = one.replacen("scale 1", "scale 2", 1);
    assert_eq!(
        said(&several, "production"),
        ["volume-access landfall.kdl:2:8 several of `api` are to share the volume `uploads`, which one node has at a time"]
    );
    let rolling = said(&uploads(declared, &format!("{MOUNT}; update strategy=\"rolling\""), ""), "production");
    assert!(rolling.len() == 1 && rolling[0].starts_with("update "), "{rolling:?}");
}

#[test]
fn different_users_who_write_are_told() {
    let declared = "volume \"uploads\" size=\"1Gi\" access=\"read-write-many\"";
    let other = uploads(declared, MOUNT, &format!("{MOUNT}; user 20000"));
    assert_eq!(
        said(&other, "dev"),
        ["shared-volume landfall.kdl:4:81 `api` writes to the volume `uploads` as user 10001, `thumbs` as user 20000"]
    );
    assert_eq!(said(&other, "production").len(), 1);
    let group = uploads(declared, MOUNT, &format!("{MOUNT}; user 20000 fs-group=10001"));
    assert_eq!(said(&group, "production"), Vec::<String>::new());
    let reader = uploads(declared, MOUNT, &format!("{MOUNT} read-only=#true; user 20000"));
    assert_eq!(said(&reader, "dev"), Vec::<String>::new());
}

#[test]
fn a_volume_that_nothing_mounts_and_one_of_the_same_name_are_told() {
    let declared = "volume \"uploads\" size=\"1Gi\"";
    assert_eq!(
        said(&uploads(declared, "", ""), "dev"),
        ["shared-volume landfall.kdl:2:8 nothing mounts the shared volume `uploads`"]
    );
    let own = "volume \"uploads\" \"/srv\"";
    let alike = said(&uploads(declared, MOUNT, own), "dev");
    assert_eq!(alike.len(), 1);
    assert!(alike[0].contains("`thumbs` has a volume `uploads` of its own"), "{alike:?}");
    assert_eq!(said(&uploads(declared, MOUNT, &format!("{own} shared=#false")), "dev"), Vec::<String>::new());
}

#[test]
fn a_volume_of_a_backing_service_is_never_taken_for_a_shared_one_of_its_name() {
    let text = "app \"shop\"\nvolume \"data\" size=\"1Gi\"\npostgres \"db\"\n\
                service \"api\" { image \"a:1\"; env { U \"{{ db.url }}\"; }; volume \"data\" \"/data\" shared=#true; }";
    let (plan, messages) = lower_text(text, "dev");
    assert_eq!(messages, Vec::<String>::new());
    assert!(!plan.workload("db").unwrap().container.volumes[0].shared);
    assert_eq!(plan.volumes[0].mounted_by, ["api"]);
}
