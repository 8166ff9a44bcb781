//! Where pods stand, near to what, and with which devices.

use super::*;
use crate::plan::{Extended, NodeAffinity, PodAffinity, Spread, SpreadOver, Strength};

fn pod(change: impl FnOnce(&mut Workload)) -> (Value, Notes) {
    let mut api = sample::service("api");
    api.replicas = Replicas::Fixed(3);
    change(&mut api);
    let (artifacts, notes) = emitted(sample::plan(vec![api]));
    (at(&object(&artifacts, "app/api/deployment.yaml"), "/spec/template/spec").clone(), notes)
}

fn over(topology: &str, max_skew: u32, required: bool) -> SpreadOver {
    SpreadOver { topology: topology.into(), max_skew, required }
}

fn places(pod: &Value) -> Vec<(String, i64, String)> {
    let of = |constraint: &Value| {
        let text = |key: &str| constraint[key].as_str().unwrap().to_owned();
        (text("topologyKey"), constraint["maxSkew"].as_i64().unwrap(), text("whenUnsatisfiable"))
    };
    at(pod, "/topologySpreadConstraints").as_array().map(|all| all.iter().map(of).collect()).unwrap_or_default()
}

fn place(topology: &str, skew: i64, otherwise: &str) -> (String, i64, String) {
    (topology.into(), skew, otherwise.into())
}

const ZONE: &str = "topology.kubernetes.io/zone";
const NODE: &str = "kubernetes.io/hostname";

#[test]
fn what_is_said_of_spreading_stands_above_what_is_usual() {
    let (usual, _) = pod(|_| {});
    assert_eq!(places(&usual), [place(ZONE, 1, "ScheduleAnyway")]);
    let (off, _) = pod(|api| api.placement.spread = Spread::Off);
    assert_eq!((places(&off), at(&off, "/affinity")), (Vec::new(), &Value::Null));
    let (zones, _) = pod(|api| api.placement.spread = Spread::Over(vec![over(ZONE, 2, true)]));
    assert_eq!(places(&zones), [place(ZONE, 2, "DoNotSchedule")]);
    assert_eq!(at(&zones, "/affinity"), at(&usual, "/affinity"));
    let (nodes, _) = pod(|api| api.placement.spread = Spread::Over(vec![over(NODE, 1, true)]));
    assert_eq!(places(&nodes), [place(ZONE, 1, "ScheduleAnyway"), place(NODE, 1, "DoNotSchedule")]);
    assert_eq!(at(&nodes, "/affinity"), &Value::Null);
}

#[test]
fn of_one_replica_there_is_nothing_to_spread() {
    let (one, notes) = pod(|api| {
        api.replicas = Replicas::Fixed(1);
        api.placement.spread = Spread::Over(vec![over(ZONE, 1, true)]);
    });
    assert_eq!(places(&one), Vec::new());
    assert_eq!(noted(&notes, |outcome| matches!(outcome, Outcome::Ignored { .. })), ["services.api.spread"]);
}

#[test]
fn wishes_and_needs_stand_apart() {
    let near = |workload: &str, apart, topology: &str, strength| PodAffinity {
        workload: workload.into(),
        apart,
        topology: topology.into(),
        strength,
    };
    let node = |label: &str, values: &[&str], avoid, strength| NodeAffinity {
        label: label.into(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        avoid,
        strength,
    };
    let (pod, _) = pod(|api| {
        api.placement.affinity.pods =
            vec![near("cache", false, ZONE, Strength::Preferred(50)), near("worker", true, NODE, Strength::Required)];
        api.placement.affinity.nodes = vec![
            node("disktype", &["ssd", "nvme"], false, Strength::Required),
            node("gpu", &[], true, Strength::Required),
            node("spot", &["true"], true, Strength::Preferred(20)),
        ];
    });
    let selector = |name: &str| json!({"matchLabels": {"app.kubernetes.io/instance": name, "app.kubernetes.io/name": name}});
    let wanted = "preferredDuringSchedulingIgnoredDuringExecution";
    let needed = "requiredDuringSchedulingIgnoredDuringExecution";
    assert_eq!(
        at(&pod, "/affinity"),
        &json!({
            "nodeAffinity": {
                needed: {"nodeSelectorTerms": [{"matchExpressions": [
                    {"key": "disktype", "operator": "In", "values": ["ssd", "nvme"]},
                    {"key": "gpu", "operator": "DoesNotExist"},
                ]}]},
                wanted: [{"weight": 20, "preference": {"matchExpressions": [{"key": "spot", "operator": "NotIn", "values": ["true"]}]}}],
            },
            "podAffinity": {wanted: [{"weight": 50, "podAffinityTerm": {"topologyKey": ZONE, "labelSelector": selector("cache")}}]},
            "podAntiAffinity": {
                needed: [{"topologyKey": NODE, "labelSelector": selector("worker")}],
                wanted: [{"weight": 100, "podAffinityTerm": {"topologyKey": NODE, "labelSelector": selector("api")}}],
            },
        })
    );
}

#[test]
fn replicas_that_have_to_stand_apart_need_no_wish_besides() {
    let (pod, _) = pod(|api| {
        let own = PodAffinity { workload: "api".into(), apart: true, topology: NODE.into(), strength: Strength::Required };
        api.placement.affinity.pods = vec![own];
    });
    let apart = at(&pod, "/affinity/podAntiAffinity").as_object().unwrap();
    assert_eq!(apart.keys().collect::<Vec<_>>(), ["requiredDuringSchedulingIgnoredDuringExecution"]);
}

#[test]
fn of_devices_as_many_are_promised_as_granted() {
    let (pod, _) = pod(|api| {
        let path = api.field("resources").join("gpu");
        api.container.extended = vec![Extended { path, name: "nvidia.com/gpu".into(), count: 2 }];
    });
    for part in ["requests", "limits"] {
        assert_eq!(at(&pod, &format!("/containers/0/resources/{part}/nvidia.com~1gpu")), &json!("2"));
    }
}
