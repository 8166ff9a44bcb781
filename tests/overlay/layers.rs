//! How layers lie over each other.

use super::{Texts, given, merged, mistakes, path, run};
use landfall::manifest::{Handler, PortReference, Profile, Scale, TargetName};
use landfall::overlay::Merged;

/// The service `api` of a base, with an overlay in production.
fn production(base: &str, overlay: &str) -> Merged {
    let text = format!(
        "app \"a\"\nservice \"api\" {{\n{base}\n}}\nenvironment \"production\" {{\nservice \"api\" {{\n{overlay}\n}}\n}}\n"
    );
    merged(&text, "production")
}

/// What stands at a path of it, as KDL.
fn at(merged: &Merged, field: &str) -> String {
    merged.trace.get(&path(&format!("services.api.{field}"))).map(|entry| entry.text()).unwrap_or_default()
}

fn production_mistakes(base: &str, overlay: &str) -> Vec<String> {
    let text = format!("app \"a\"\nservice \"api\" {{\n{base}\n}}\nenvironment \"production\" {{\n{overlay}\n}}\n");
    run(&Texts::new([("landfall.kdl", &text)]), "landfall.kdl", "production", &given()).2
}

#[test]
fn maps_merge_by_key() {
    let merged = production("env { A \"1\"; B \"2\" }", "env { B \"3\"; C \"4\" }");
    assert_eq!(at(&merged, "env"), "A=\"1\" B=\"3\" C=\"4\"");
}

#[test]
fn a_command_is_replaced_whole() {
    let merged = production("command \"a\" \"b\"", "command \"c\"");
    assert_eq!(at(&merged, "command"), "\"c\"");
    let hidden: Vec<_> = merged.trace.get(&path("services.api.command")).unwrap().hidden().map(|entry| entry.text()).collect();
    assert_eq!(hidden, ["\"a\" \"b\""]);
}

#[test]
fn sets_add_and_hold_equal_items_once() {
    let merged = production("depends-on \"x\" \"y\"", "depends-on \"y\" \"z\"");
    assert_eq!(at(&merged, "depends-on"), "\"x\" \"y\" \"z\"");
}

#[test]
fn a_set_of_blocks_holds_equal_ones_once() {
    let merged = production("egress host=\"a.b\" port=443", "egress host=\"a.b\" port=443\negress \"internet\"");
    assert_eq!(merged.manifest.layer.services["api"].egress.len(), 2);
}

#[test]
fn of_two_exclusive_forms_the_upper_wins_whole() {
    let merged = production("scale min=1 max=3 cpu=70", "scale 2");
    assert_eq!(merged.manifest.layer.services["api"].scale, Some(Scale::Fixed(2)));
}

#[test]
fn the_same_form_merges() {
    let merged = production("scale min=1 max=3 cpu=70", "scale max=5");
    let expected = Scale::Auto { min: 1, max: 5, cpu: Some(70), memory: None, metrics: Default::default() };
    assert_eq!(merged.manifest.layer.services["api"].scale, Some(expected));
}

#[test]
fn a_handler_replaces_the_handler_and_keeps_the_timings() {
    let merged = production("health { ready \"/a\" interval=\"5s\" }", "health { ready tcp=90 }");
    let ready = merged.manifest.layer.services["api"].health.clone().unwrap().ready.unwrap();
    assert!(matches!(ready.handler, Some(Handler::Tcp(PortReference::Number(port))) if port.0 == 90));
    assert_eq!(ready.interval.unwrap().as_str(), "5s");
    let entry = merged.trace.get(&path("services.api.health.ready.tcp")).unwrap();
    assert_eq!(entry.hidden().map(|entry| entry.text()).collect::<Vec<_>>(), ["\"/a\""]);
}

#[test]
fn no_check_replaces_a_check() {
    let merged = production("health { live \"/a\" }", "health { live \"none\" }");
    let live = merged.manifest.layer.services["api"].health.clone().unwrap().live.unwrap();
    assert_eq!(live.handler, Some(Handler::None {}));
}

#[test]
fn what_is_taken_away_is_gone() {
    let merged = production("env { A \"1\"; B \"2\"; C \"3\" }\nworkdir \"/a\"", "(remove)env \"A\" \"B\"\n(remove)workdir");
    let api = &merged.manifest.layer.services["api"];
    assert_eq!((api.env.len(), &api.workdir), (1, &None));
    assert!(merged.trace.get(&path("services.api.env.A")).unwrap().is_removed());
}

#[test]
fn an_item_of_a_set_is_taken_away() {
    let merged = production("reach \"x\" \"y\"", "(remove)reach \"x\"");
    assert_eq!(merged.manifest.layer.services["api"].reach.len(), 1);
}

#[test]
fn ports_are_taken_away_by_name_or_number() {
    let merged = production("port 80\nport \"admin\" 81\nport 82", "(remove)port 80\n(remove)port \"admin\"");
    assert_eq!(merged.manifest.layer.services["api"].ports.keys().collect::<Vec<_>>(), ["82"]);
}

#[test]
fn a_route_is_keyed_by_host_and_path() {
    let merged = production("route \"a.b\"\nroute \"a.b\" path=\"/x\"", "route \"a.b\" path=\"/x\" { port 80 }");
    assert_eq!(merged.manifest.layer.services["api"].routes.keys().collect::<Vec<_>>(), ["a.b", "a.b/x"]);
}

#[test]
fn a_bind_is_taken_away_by_its_path() {
    let merged = production("bind \"./src\" \"/src\"", "(remove)bind \"/src\"");
    assert!(merged.manifest.layer.services["api"].binds.is_empty());
}

#[test]
fn a_replaced_map_hides_the_lower_one() {
    let merged = production("env { A \"1\" }", "(replace)env { B \"2\" }");
    assert_eq!(at(&merged, "env"), "B=\"2\"");
}

#[test]
fn taking_away_what_is_not_there_is_an_error() {
    assert_eq!(
        production_mistakes("env { A \"1\" }", "service \"api\" { (remove)env \"B\" }\n(remove)service \"x\""),
        [
            "nothing-to-remove landfall.kdl:6:29 there is nothing here to take away",
            "nothing-to-remove landfall.kdl:7:17 there is nothing here to take away"
        ]
    );
}

#[test]
fn a_removal_in_the_base_is_checked_too() {
    assert_eq!(
        mistakes("app \"a\"\nservice \"api\" { (remove)env \"B\" }\n"),
        ["nothing-to-remove landfall.kdl:2:29 there is nothing here to take away"]
    );
}

#[test]
fn defaults_lie_under_every_workload_that_they_fit() {
    let text = "app \"a\"\ndefaults { scale 2; timeout \"5m\"; env { A \"1\" } }\n\
                service \"x\" { env { A \"2\" } }\njob \"y\"\n";
    let layer = merged(text, "dev").manifest.layer;
    assert_eq!((layer.services["x"].scale.clone(), &layer.services["x"].timeout), (Some(Scale::Fixed(2)), &None));
    assert_eq!((&layer.jobs["y"].scale, layer.jobs["y"].timeout.clone().unwrap().0.as_str()), (&None, "5m"));
}

#[test]
fn mixins_lie_in_order_over_defaults_and_under_the_body() {
    let text = "app \"a\"\ndefaults { env { A \"d\"; B \"d\"; C \"d\"; D \"d\" } }\n\
                mixin \"m\" { env { A \"m\"; B \"m\"; C \"m\" } }\nmixin \"n\" { use \"m\"; env { A \"n\"; B \"n\" } }\n\
                service \"api\" { use \"n\"; env { A \"s\" } }\n";
    let merged = merged(text, "dev");
    let values = ["A", "B", "C", "D"].map(|name| at(&merged, &format!("env.{name}")));
    assert_eq!(values, ["\"s\"", "\"n\"", "\"m\"", "\"d\""]);
    let entry = merged.trace.get(&path("services.api.env.A")).unwrap();
    let chain: Vec<_> = entry.hidden().map(|entry| entry.layer().to_string()).collect();
    assert_eq!(chain, ["mixin `n`", "mixin `m`", "defaults"]);
}

#[test]
fn defaults_of_an_environment_lie_over_the_manifest() {
    let text = "app \"a\"\nservice \"api\" { env { A \"1\"; B \"1\" } }\n\
                environment \"production\" { defaults { env { A \"2\"; B \"2\" } }; service \"api\" { env { B \"3\" } } }\n";
    let merged = merged(text, "production");
    assert_eq!(at(&merged, "env"), "A=\"2\" B=\"3\"");
}

#[test]
fn an_environment_overlays_a_mixin() {
    let text = "app \"a\"\nmixin \"m\" { env { A \"1\" } }\nservice \"api\" { use \"m\" }\n\
                environment \"production\" { mixin \"m\" { env { A \"2\" } } }\n";
    assert_eq!(at(&merged(text, "production"), "env.A"), "\"2\"");
    assert_eq!(at(&merged(text, "dev"), "env.A"), "\"1\"");
}

#[test]
fn an_overlay_adds_a_workload_which_has_the_defaults() {
    let text = "app \"a\"\ndefaults { workdir \"/d\" }\nenvironment \"dev\" { service \"api\" { port 80 } }\n";
    assert_eq!(at(&merged(text, "dev"), "workdir"), "\"/d\"");
    assert!(merged(text, "staging").manifest.layer.services.is_empty());
}

#[test]
fn a_workload_that_is_taken_away_may_come_back_as_another_kind() {
    let text = "app \"a\"\nservice \"api\" { port 80 }\n\
                environment \"dev\" { (remove)service \"api\"; stateful \"api\" { port 81 } }\n";
    let layer = merged(text, "dev").manifest.layer;
    assert_eq!((layer.services.len(), layer.statefuls.len()), (0, 1));
}

#[test]
fn a_replaced_workload_keeps_the_defaults_alone() {
    let text = "app \"a\"\ndefaults { workdir \"/d\" }\nservice \"api\" { port 80 }\n\
                environment \"dev\" { (replace)service \"api\" { port 81 } }\n";
    let merged = merged(text, "dev");
    assert_eq!((at(&merged, "workdir").as_str(), at(&merged, "ports")), ("\"/d\"", "81=number=81".to_owned()));
}

#[test]
fn an_environment_has_what_it_extends() {
    let text = "app \"a\"\nservice \"api\" { env { A \"1\" } }\nenvironment \"staging\" { service \"api\" { env { A \"2\"; B \"2\" } } }\n\
                environment \"qa\" extends=\"staging\" { service \"api\" { env { B \"3\" } } }\n";
    let merged = merged(text, "qa");
    assert_eq!(at(&merged, "env"), "A=\"2\" B=\"3\"");
    let environment = merged.environment;
    assert_eq!((environment.target, environment.profile), (TargetName::Compose, Profile::Staging));
    assert_eq!(environment.chain, ["staging", "qa"]);
}

#[test]
fn a_built_in_environment_that_extends_another_keeps_its_target_and_profile() {
    let text = "app \"a\"\nenvironment \"production\" extends=\"staging\"\n";
    let environment = merged(text, "production").environment;
    assert_eq!((environment.target, environment.profile), (TargetName::Kubernetes, Profile::Production));
}

#[test]
fn mistakes_of_environments_are_found() {
    let text = "app \"a\"\nenvironment \"b\" extends=\"c\"\nenvironment \"c\" extends=\"b\"\n\
                environment \"d\" extends=\"stagin\"\nenvironment \"e\"\n";
    assert_eq!(
        mistakes(text),
        [
            "extends-cycle landfall.kdl:3:25 environments extend each other in a circle: `b` → `c` → `b`",
            "unknown-environment landfall.kdl:4:25 there is no environment `stagin`",
            "environment-without-target landfall.kdl:5:13 environment `e` does not say what it is compiled to"
        ]
    );
}

#[test]
fn mistakes_of_mixins_are_found() {
    let text = "app \"a\"\nmixin \"m\" { use \"n\" }\nmixin \"n\" { use \"m\" }\n\
                service \"api\" { use \"m\" \"webb\" }\n";
    assert_eq!(
        mistakes(text),
        [
            "mixin-cycle landfall.kdl:3:17 mixins use each other in a circle: `m` → `n` → `m`",
            "unknown-mixin landfall.kdl:4:25 there is no mixin `webb`"
        ]
    );
}

#[test]
fn an_environments_own_file_lies_over_its_node() {
    let texts = Texts::new([
        (
            "landfall.kdl",
            "app \"a\"\nservice \"api\" { env { A \"1\" } }\nenvironment \"dev\" { service \"api\" { env { A \"2\" } } }\n",
        ),
        ("landfall.dev.yaml", "services: {api: {env: {A: \"3\"}}}"),
    ]);
    let (_, merged, messages) = run(&texts, "landfall.kdl", "dev", &given());
    assert_eq!(messages, Vec::<String>::new());
    let merged = merged.unwrap();
    let entry = merged.trace.get(&path("services.api.env.A")).unwrap();
    assert_eq!(entry.text(), "\"3\"");
    assert_eq!(entry.hidden().count(), 2);
}

#[test]
fn two_files_of_an_environment_are_an_error() {
    let texts = Texts::new([("landfall.kdl", "app \"a\""), ("landfall.dev.kdl", ""), ("landfall.dev.yaml", "")]);
    let messages = run(&texts, "landfall.kdl", "dev", &given()).2;
    assert_eq!(
        messages,
        ["two-overlay-files landfall.dev.yaml:1:1 environment `dev` has two files: `landfall.dev.kdl` and `landfall.dev.yaml`"]
    );
}

#[test]
fn includes_are_part_of_the_manifest_and_their_paths_are_relative_to_them() {
    let texts = Texts::new([
        ("landfall.kdl", "app \"a\"\ninclude \"parts/api.kdl\""),
        ("parts/api.kdl", "include \"db.yaml\"\nservice \"api\" { config \"/a\" from=\"api.toml\" }"),
        ("parts/db.yaml", "backing: {db: {type: postgres}}"),
    ]);
    let (_, merged, messages) = run(&texts, "landfall.kdl", "dev", &given());
    assert_eq!(messages, Vec::<String>::new());
    let layer = merged.unwrap().manifest.layer;
    assert_eq!(layer.services["api"].configs["/a"].from.clone().unwrap().as_str(), "parts/api.toml");
    assert_eq!(layer.backing.len(), 1);
}

#[test]
fn mistakes_of_includes_are_found() {
    let texts = Texts::new([
        ("landfall.kdl", "app \"a\"\ninclude \"b.kdl\"\ninclude \"../x.kdl\"\ninclude \"none.kdl\"\nservice \"api\""),
        ("b.kdl", "include \"landfall.kdl\"\nservice \"api\""),
    ]);
    assert_eq!(
        run(&texts, "landfall.kdl", "dev", &given()).2,
        [
            "written-twice b.kdl:2:9 `service api` is written twice",
            "include-cycle b.kdl:1:9 files include each other in a circle: `landfall.kdl` → `b.kdl` → `landfall.kdl`",
            "include-outside landfall.kdl:3:9 `../x.kdl` lies outside of the project's folder",
            "unreadable-file landfall.kdl:4:9 there is no file `none.kdl`"
        ]
    );
}

#[test]
fn a_parameter_has_the_value_of_the_command_line() {
    let texts = Texts::new([("landfall.kdl", "app \"a\"\nparam \"tag\" default=\"1\"\nparam \"zone\" default=\"eu\"\n")]);
    let mut given = given();
    given.parameters.insert("tag".to_owned(), "2 3".to_owned());
    let (project, merged, messages) = run(&texts, "landfall.kdl", "dev", &given);
    assert_eq!(messages, Vec::<String>::new());
    let merged = merged.unwrap();
    assert_eq!((merged.parameters["tag"].as_str(), merged.parameters["zone"].as_str()), ("2 3", "eu"));
    let entry = merged.trace.get(&path("params.tag.default")).unwrap();
    assert_eq!((project.sources.slice(entry.span()), entry.layer().to_string().as_str()), ("2 3", "command line"));
}

#[test]
fn parameters_are_given_as_they_are_declared() {
    let texts = Texts::new([("landfall.kdl", "app \"a\"\nparam \"tag\"\n")]);
    let mut given = given();
    given.parameters.insert("tga".to_owned(), "2".to_owned());
    let (_, merged, messages) = run(&texts, "landfall.kdl", "dev", &given);
    assert_eq!(
        messages,
        [
            "unknown-parameter  the manifest has no parameter `tga`",
            "missing-parameter landfall.kdl:2:7 the parameter `tag` has no value"
        ]
    );
    assert!(merged.unwrap().broken.contains("tag"));
}

#[test]
fn what_a_mistake_cut_out_is_still_known() {
    let texts = Texts::new([("landfall.kdl", "app \"a\"\npostgres \"db\" \"db\"\nservice \"api\" 5\nservice \"api\" 6\n")]);
    let (_, merged, _) = run(&texts, "landfall.kdl", "dev", &given());
    let broken = merged.unwrap().broken;
    assert!(broken.contains("api"), "{broken:?}");
}

#[test]
fn a_file_of_an_environment_that_is_not_there_is_an_error() {
    let texts = Texts::new([("landfall.kdl", "app \"a\""), ("landfall.prodution.kdl", ""), ("landfall.schema.md", "")]);
    let messages = run(&texts, "landfall.kdl", "dev", &given()).2;
    assert_eq!(messages, ["unknown-environment  there is no environment `prodution`"]);
}

#[test]
fn replaced_defaults_and_mixins_hide_the_lower_ones_and_no_body() {
    let text = "app \"a\"\ndefaults { env { D \"1\" } }\nmixin \"m\" { env { M \"1\" } }\n\
                service \"api\" { use \"m\"; env { A \"1\" } }\n\
                environment \"dev\" { (replace)defaults { env { E \"2\" } }; (replace)mixin \"m\" { env { N \"2\" } } }\n";
    assert_eq!(at(&merged(text, "dev"), "env"), "A=\"1\" E=\"2\" N=\"2\"");
}

#[test]
fn what_an_overlay_lacks_is_told_in_both_files() {
    let texts = Texts::new([
        ("landfall.kdl", "app \"a\"\nservice \"api\" { scale 2 }\n"),
        ("landfall.production.kdl", "service \"api\" { scale max=5 }\n"),
    ]);
    let mut diagnostics = landfall::diagnostic::Diagnostics::default();
    let project = landfall::overlay::Project::read(&texts, "landfall.kdl", &given(), &mut diagnostics);
    project.merge("production", &mut diagnostics);
    let labels = diagnostics.iter().flat_map(|one| &one.labels).map(|label| project.sources.locate(label.span));
    assert_eq!(labels.collect::<Vec<_>>(), ["landfall.production.kdl:1:17", "landfall.kdl:2:17"]);
}

#[test]
fn another_type_of_a_backing_service_is_an_error_unless_it_starts_anew() {
    let text = "app \"a\"\npostgres \"db\" version=\"16\"\nenvironment \"dev\" { mysql \"db\" }\n";
    assert_eq!(mistakes(text), ["type-changed landfall.kdl:3:21 `db` is a `mysql` here and a `postgres` below"]);
    let text = "app \"a\"\npostgres \"db\" version=\"16\"\nenvironment \"dev\" { (replace)mysql \"db\" }\n";
    let db = &merged(text, "dev").manifest.layer.backing["db"];
    assert_eq!((db.r#type.as_str(), &db.version), ("mysql", &None));
}

#[test]
fn yaml_and_json_take_away_and_replace() {
    let base =
        "app \"a\"\nservice \"api\" { env { A \"1\"; B \"1\" }; command \"x\"; reach \"y\" \"z\"; scale 2 }\nservice \"old\"\n";
    let forms = [
        (
            "landfall.dev.yaml",
            "services: {api: {env: {A: !remove }, command: !remove , reach: [!remove y], labels: !replace {l: m}}, old: !remove }",
        ),
        (
            "landfall.dev.json",
            r#"{"services": {"api": {"env": {"A": null}, "command": null, "reach": {"$replace": ["z"]}, "labels": {"$replace": {"l": "m"}}}, "old": null}}"#,
        ),
        (
            "landfall.dev.kdl",
            "service \"api\" { (remove)env \"A\"; (remove)command; (remove)reach \"y\"; (replace)labels { l \"m\" } }\n(remove)service \"old\"\n",
        ),
    ];
    let manifests = forms.map(|(path, text)| {
        let (_, merged, messages) = run(&Texts::new([("landfall.kdl", base), (path, text)]), "landfall.kdl", "dev", &given());
        assert_eq!(messages, Vec::<String>::new(), "{path}");
        merged.unwrap().manifest
    });
    assert!(!manifests[0].layer.services.contains_key("old"));
    assert_eq!(manifests[0], manifests[1]);
    assert_eq!(manifests[0], manifests[2]);
}

#[test]
fn a_value_that_an_alias_repeats_is_read_again() {
    let text = "app: a\nservices:\n  x: {resources: &small {cpu: 100m, memory: 64Mi}}\n  y: {resources: *small}\n";
    let (_, merged, messages) = run(&Texts::new([("landfall.yaml", text)]), "landfall.yaml", "dev", &given());
    assert_eq!(messages, Vec::<String>::new());
    let services = merged.unwrap().manifest.layer.services;
    assert_eq!(services["x"].resources, services["y"].resources);
}

#[test]
fn aliases_are_bounded() {
    let mut text = String::from("app: a\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for level in 1..9 {
        let below = vec![format!("*x{}", level - 1); 10].join(", ");
        text.push_str(&format!("x{level}: &x{level} [{below}]\n"));
    }
    let messages = run(&Texts::new([("landfall.yaml", &text)]), "landfall.yaml", "dev", &given()).2;
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].starts_with("yaml-unsupported"), "{messages:?}");
}
