//! `landfall graph`.

use super::{HELLO, Project};
use serde_json::Value;
use std::path::Path;

const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "production"];

fn example(name: &str) -> Project {
    let project = Project::hello();
    crate::examples::copy(name, &project.path("."));
    project
}

fn page(project: &Project, environment: &str) -> Value {
    let page: Value = serde_json::from_str(&project.fine(&["graph", environment, "--format", "json"])).unwrap();
    let schema: Value = serde_json::from_str(&project.fine(&["schema", "graph"])).unwrap();
    jsonschema::validate(&schema, &page).unwrap();
    page
}

/// `from bond to at` of each link.
fn links(page: &Value) -> Vec<String> {
    let name = |id: &Value| {
        let node = &page["nodes"][usize::try_from(id.as_u64().unwrap()).unwrap()];
        assert_eq!(node["id"], *id);
        node["name"].as_str().unwrap().to_owned()
    };
    let at = |link: &Value| {
        link["at"].as_array().unwrap().iter().map(|at| at.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(",")
    };
    let told =
        |link: &Value| format!("{} {} {} {}", name(&link["from"]), link["bond"].as_str().unwrap(), name(&link["to"]), at(link));
    page["links"].as_array().unwrap().iter().map(|link| told(link).trim_end().to_owned()).collect()
}

#[test]
fn the_shop_is_told_in_words() {
    insta::assert_snapshot!(example("shop").fine(&["graph"]), @r"
    shop in production (kubernetes)

    the edge (namespace, ingress-nginx)
      → web  https://shop.example.com

    monitoring (namespace)
      → order-api  8080

    web (service, 3 replicas)
      → order-api                8080
      → namespace observability  4318

    order-api (service, 3 to 10 replicas)
      → cache                    6379
      → db                       5432
      → namespace observability  4318
      → api.stripe.com           443

    digest (cron, 0 7 * * *)
      → db                       5432
      → namespace observability  4318

    migrate (job)
      before order-api
      → db                       5432
      → namespace observability  4318

    run by somebody else
      cache  redis, shop.cache.internal:6379, encrypted
      db     postgres, shop.abc123.eu-west-1.rds.amazonaws.com:5432, encrypted

    outside
      observability   namespace
      api.stripe.com  host
    ");
}

#[test]
fn everything_that_reaches_or_waits_is_there() {
    let shop = example("shop");
    let production = links(&page(&shop, "production"));
    for link in [
        "the edge reaches web https://shop.example.com",
        "monitoring reaches order-api 8080",
        "web reaches order-api 8080",
        "order-api reaches db 5432",
        "order-api reaches cache 6379",
        "order-api reaches api.stripe.com 443",
        "order-api reaches observability 4318",
        "migrate before order-api",
        "digest reaches db 5432",
    ] {
        assert!(production.iter().any(|other| other == link), "{link} of {production:#?}");
    }
    let dev = links(&page(&shop, "dev"));
    for link in ["web reaches order-api 8080", "order-api reaches db 5432", "migrate before order-api"] {
        assert!(dev.iter().any(|other| other == link), "{link} of {dev:#?}");
    }
    assert!(dev.iter().any(|link| link.starts_with("this machine reaches web http://localhost:")), "{dev:#?}");
    let voting = links(&page(&example("voting"), "production"));
    assert!(
        voting.contains(&"everybody reaches vote 80".to_owned()) && voting.contains(&"worker reaches db".to_owned()),
        "{voting:#?}"
    );
}

#[test]
fn a_dependency_without_reach_and_containers_beside_are_told_on_every_target() {
    let more = "job \"setup\" { image \"a:1\"; resources cpu=\"10m\" memory=\"16Mi\"; depends-on \"quiet\"; }\n\
                service \"quiet\" { image \"a:1\"; resources cpu=\"10m\" memory=\"16Mi\"; singleton reason=\"one\"; sidecar \"log\" { image \"b:1\"; resources cpu=\"10m\" memory=\"16Mi\"; }; }\n";
    let project = Project::new(&format!("{HELLO}{more}"));
    for environment in ENVIRONMENTS {
        let page = page(&project, environment);
        assert!(links(&page).contains(&"setup waits-for quiet".to_owned()), "{environment}: {page:#}");
        let quiet = page["nodes"].as_array().unwrap().iter().find(|node| node["name"] == "quiet").unwrap();
        assert_eq!(quiet["notes"], serde_json::json!(["sidecar log"]), "{environment}");
        assert_eq!(
            page["nodes"].as_array().unwrap().iter().filter(|node| node["name"].as_str().unwrap().contains("log")).count(),
            0
        );
    }
}

/// The boxes of nodes: left, top, width, height.
fn cards(svg: &roxmltree::Document<'_>) -> Vec<[f64; 4]> {
    let is_card = |node: &roxmltree::Node<'_, '_>| {
        node.has_tag_name("rect")
            && node
                .parent()
                .is_some_and(|group| group.children().any(|child| child.has_tag_name("title")) && group.has_tag_name("g"))
    };
    let sides =
        |node: roxmltree::Node<'_, '_>| ["x", "y", "width", "height"].map(|side| node.attribute(side).unwrap().parse().unwrap());
    svg.descendants().filter(is_card).map(sides).collect()
}

#[test]
fn every_picture_is_whole_and_no_node_stands_on_another() {
    for name in ["hello", "shop", "voting", "boutique", "traderx"] {
        let project = example(name);
        for environment in ENVIRONMENTS {
            let text = project.fine(&["graph", environment, "--format", "svg"]);
            assert_eq!(text, project.fine(&["graph", environment, "--format", "svg"]));
            let svg = roxmltree::Document::parse(&text).unwrap();
            let page = page(&project, environment);
            let (cards, side) = (cards(&svg), |side| svg.root_element().attribute(side).unwrap().parse::<f64>().unwrap());
            assert_eq!(cards.len(), page["nodes"].as_array().unwrap().len(), "{name} {environment}");
            let lines =
                svg.descendants().filter(|node| node.has_tag_name("path") && node.attribute("marker-end").is_some()).count();
            assert_eq!(lines, page["links"].as_array().unwrap().len(), "{name} {environment}");
            for (place, [x, y, width, height]) in cards.iter().enumerate() {
                assert!(
                    *x >= 0.0 && *y >= 0.0 && x + width <= side("width") && y + height <= side("height"),
                    "{name} {environment}"
                );
                for [other_x, other_y, other_width, other_height] in cards.iter().skip(place + 1) {
                    let apart = x + width <= *other_x
                        || other_x + other_width <= *x
                        || y + height <= *other_y
                        || other_y + other_height <= *y;
                    assert!(apart, "{name} {environment}: two nodes at {x}, {y}");
                }
            }
        }
    }
}

#[test]
fn texts_of_the_manifest_stay_texts_in_every_form() {
    let hostile = "/a\\\"b<i>]#&`x";
    let project = Project::new(
        &HELLO.replace("route \"hello.example.com\"", &format!("route \"hello.example.com\" {{ path \"{hostile}\"; }}")),
    );
    let plain = "/a\"b<i>]#&`x";
    let svg = project.fine(&["graph", "--format", "svg"]);
    let picture = roxmltree::Document::parse(&svg).unwrap();
    assert!(picture.descendants().any(|node| node.text().is_some_and(|text| text.ends_with(plain))), "{svg}");
    let mermaid = project.fine(&["graph", "--format", "mermaid"]);
    assert!(mermaid.contains("/a#34;b#60;i#62;#93;#35;#38;#96;x") && !mermaid.contains(plain), "{mermaid}");
    let dot = project.fine(&["graph", "--format", "dot"]);
    assert!(dot.contains("/a\\\"b<i>]#&`x"), "{dot}");
}

#[test]
fn a_manifest_with_errors_has_no_graph() {
    let project = Project::new(&HELLO.replace("port 8080", "prot 8080"));
    let run = project.run(&["graph", "dev", "--format", "svg"]);
    assert!(run.code == 1 && run.out.is_empty() && run.err.contains("landfall.kdl"), "{}", run.err);
    assert_eq!(Project::hello().run(&["graph", "prodution"]).code, 2);
}

#[test]
fn the_pictures_of_a_thousand_services_take_seconds() {
    let mut manifest = "app \"many\"\n".to_owned();
    for place in 0..1000 {
        let to = [place / 3, place / 7, (place + 500) % 1000].map(|to| format!("\"s{to}\"")).join(" ");
        manifest += &format!("service \"s{place}\" {{ image \"a:1\"; port 8080; reach {to}; }}\n");
    }
    let project = Project::new(&manifest);
    assert!(Path::new(&project.path("landfall.kdl")).is_file());
    let started = std::time::Instant::now();
    let svg = project.fine(&["graph", "dev", "--format", "svg"]);
    assert!(svg.ends_with("</svg>\n") && started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
