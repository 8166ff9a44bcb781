//! Where pods stand, near to what, and with which devices.

use super::lower_text;
use landfall::plan::{Placement, Plan, Spread, Strength};

fn placement(body: &str, environment: &str) -> (Plan, Vec<String>) {
    let rest = "image \"w:1\"; port 8080; health \"/x\"; route \"shop.example.com\"; scale 2";
    lower_text(&format!("app \"shop\"\nservice \"web\" {{ {rest}; {body} }}\n"), environment)
}

fn of(plan: &Plan) -> &Placement {
    &plan.workload("web").unwrap().placement
}

#[test]
fn places_have_words_or_are_labels() {
    let text = "spread { over \"zone\" required=#true; over \"example.com/rack\" max-skew=2; }; affinity { apart \"web\" over=\"region\"; }; resources cpu=\"1\" memory=\"1Gi\"";
    let (plan, messages) = placement(text, "production");
    assert!(!messages.iter().any(|message| message.starts_with("topology")), "{messages:?}");
    let Spread::Over(over) = &of(&plan).spread else { panic!("{:?}", of(&plan).spread) };
    let seen: Vec<_> = over.iter().map(|over| (over.topology.as_str(), over.max_skew, over.required)).collect();
    assert_eq!(seen, [("topology.kubernetes.io/zone", 1, true), ("example.com/rack", 2, false)]);
    assert_eq!(of(&plan).affinity.pods[0].topology, "topology.kubernetes.io/region");
    assert_eq!(of(&plan).affinity.pods[0].strength, Strength::Preferred(100));
}

#[test]
fn an_overlay_changes_one_place_and_takes_another_away() {
    let text = "resources cpu=\"1\" memory=\"1Gi\"; spread { over \"zone\" required=#true; over \"node\"; } }\nenvironment \"production\" { service \"web\" { spread { over \"zone\" max-skew=3; (remove)over \"node\"; } }";
    let (plan, _) = placement(text, "production");
    let Spread::Over(over) = &of(&plan).spread else { panic!() };
    assert_eq!(over.iter().map(|over| (over.max_skew, over.required)).collect::<Vec<_>>(), [(3, true)]);
    let text = "resources cpu=\"1\" memory=\"1Gi\"; spread { over \"zone\"; } }\nenvironment \"production\" { service \"web\" { spread #false }";
    assert_eq!(of(&placement(text, "production").0).spread, Spread::Off);
}

#[test]
fn who_asks_for_a_device_tolerates_the_taint_of_its_nodes() {
    let keys = |body: &str| {
        let (plan, messages) = placement(body, "production");
        assert!(!messages.iter().any(|message| message.starts_with("extended-resource")), "{messages:?}");
        let devices: Vec<_> =
            plan.workload("web").unwrap().container.extended.iter().map(|device| (device.name.clone(), device.count)).collect();
        (devices, of(&plan).tolerations.iter().map(|toleration| toleration.key.clone()).collect::<Vec<_>>())
    };
    let gpu = |count| vec![("nvidia.com/gpu".to_owned(), count)];
    let taint = || vec![Some("nvidia.com/gpu".to_owned())];
    assert_eq!(keys("resources cpu=\"1\" memory=\"1Gi\" { gpu 1; }"), (gpu(1), taint()));
    assert_eq!(keys("resources cpu=\"1\" memory=\"1Gi\" { limit { resource \"nvidia.com/gpu\" 2; }; }"), (gpu(2), taint()));
    assert_eq!(keys("tolerate \"*\"; resources cpu=\"1\" memory=\"1Gi\" { gpu 1; }"), (gpu(1), vec![None]));
    let amd = keys("resources cpu=\"1\" memory=\"1Gi\" { gpu 1 vendor=\"amd\"; limit { gpu 1 vendor=\"amd\"; }; }").0;
    assert_eq!(amd, [("amd.com/gpu".to_owned(), 1)]);
    let (plan, _) = placement("resources cpu=\"1\" memory=\"1Gi\" { gpu 1; }", "production");
    let inferred = plan.inferred.iter().find(|one| one.path.to_string() == "services.web.tolerate").unwrap();
    assert_eq!(inferred.value, "nvidia.com/gpu");
}
