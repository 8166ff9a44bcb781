//! Any text of a user's reaches what reads it as it was written, through the whole of Landfall.

mod expansion;
mod reading;
mod words;

use crate::cli::Project;
use expansion::{compose, kubernetes};
use reading::{Script, text, yaml};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};
use words::{awkward, labels, quoted};

/// Places that need quotes in a flag of the engine's, and names that are no keys of a ConfigMap.
const PLACES: [&str; 3] = ["/etc/a,b", "/etc/..c", "/etc/$HOME/x y'z\""];
const BYTES: &[u8] = b"\xff\x00 $$ {{ x }} \r\n\n";

/// A service with texts in each place that takes any, rendered for all three environments.
struct Texts {
    project: Project,
    env: Vec<String>,
    arguments: Vec<String>,
    annotations: Vec<String>,
    labels: Vec<String>,
    configs: Vec<String>,
}

impl Texts {
    fn rendered() -> Self {
        let mut texts = awkward(4);
        let texts = Self {
            project: Project::new(""),
            env: texts.remove(0),
            arguments: texts.remove(0),
            annotations: texts.remove(0),
            labels: labels(),
            configs: texts.remove(0),
        };
        texts.project.put("landfall.kdl", &texts.manifest());
        for (index, content) in texts.configs.iter().enumerate() {
            texts.project.put(&format!("files/{index}"), content);
        }
        fs::write(texts.project.path("files/bytes"), BYTES).unwrap();
        texts.project.fine(&["render", "--quiet"]);
        texts
    }

    fn manifest(&self) -> String {
        let nodes = |texts: &[String], node: &dyn Fn(usize, String) -> String| -> String {
            texts.iter().enumerate().map(|(index, text)| node(index, quoted(text))).collect()
        };
        let env = nodes(&self.env, &|index, text| format!("V{index} {text}\n"));
        let arguments = nodes(&self.arguments, &|_, text| format!(" {text}"));
        let annotations = nodes(&self.annotations, &|index, text| format!("a{index} {text}\n"));
        let labels = nodes(&self.labels, &|index, text| format!("l{index} {text}\n"));
        let configs = nodes(&self.configs, &|index, text| {
            format!("config \"/etc/texts/{index}\" text={text}\nconfig \"/etc/files/{index}\" from=\"files/{index}\"\n")
        });
        let places: String = PLACES.iter().map(|path| format!("config {} text=\"x\"\n", quoted(path))).collect();
        format!(
            r#"app "texts"
service "web" {{
image "ghcr.io/acme/web:1.0.0"
port 8080
route "texts.example.com"
health "/healthz"
resources cpu="50m" memory="64Mi"
env {{
{env}}}
command{arguments}
annotations {{
{annotations}}}
labels {{
{labels}}}
{configs}{places}config "/etc/bytes" from="files/bytes"
}}
environment "production" {{ platform {{ edge class="nginx" namespace="ingress-nginx"; }}; }}
"#
        )
    }

    /// What must be found of the configurations, by their paths in the container.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([("/etc/bytes".to_owned(), BYTES.to_vec())]);
        files.extend(PLACES.map(|path| (path.to_owned(), b"x".to_vec())));
        for (index, content) in self.configs.iter().enumerate() {
            files.insert(format!("/etc/texts/{index}"), content.clone().into_bytes());
            files.insert(format!("/etc/files/{index}"), content.clone().into_bytes());
        }
        files
    }
}

/// The values of a map at `PREFIX0`, `PREFIX1`, ….
fn numbered(map: &Value, prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|index| text(&map[format!("{prefix}{index}")])).collect()
}

/// The path of `target=PATH`, which may stand in quotes as in CSV.
fn unquoted(field: &str) -> String {
    let inner = field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).map(|field| field.replace("\"\"", "\""));
    inner.as_deref().unwrap_or(field).strip_prefix("target=").unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn sh_gives_the_engine_every_text_as_it_was_written() {
    let texts = Texts::rendered();
    let words = Script::of(&texts.project).run("web");
    let image = words.iter().position(|word| word == "ghcr.io/acme/web:1.0.0").expect("the image stands before the command");
    assert_eq!(words[image + 1..], texts.arguments);
    for (index, value) in texts.env.iter().enumerate() {
        let at = words.iter().position(|word| word.starts_with(&format!("V{index}="))).unwrap();
        assert_eq!((words[at - 1].as_str(), &words[at]), ("-e", &format!("V{index}={value}")));
    }
    for (index, value) in texts.labels.iter().enumerate() {
        assert!(words.contains(&format!("--label=l{index}={value}")), "{value:?}");
    }
    let mounts: BTreeMap<_, _> = words[..image]
        .iter()
        .filter_map(|word| word.strip_prefix("--mount=type=bind,\"source=")?.strip_suffix(",readonly")?.split_once("\","))
        .map(|(source, target)| (unquoted(target), fs::read(Path::new(source)).unwrap()))
        .collect();
    assert_eq!(mounts, texts.files());
}

#[test]
fn yaml_and_interpolation_give_compose_every_text_as_it_was_written() {
    let texts = Texts::rendered();
    let file = yaml(&texts.project.text("deploy/staging/compose.yaml"));
    let service = compose(&file["services"]["web"]);
    assert_eq!(numbered(&service["environment"], "V", texts.env.len()), texts.env);
    assert_eq!(service["command"].as_array().unwrap().iter().map(text).collect::<Vec<_>>(), texts.arguments);
    assert_eq!(numbered(&service["annotations"], "a", texts.annotations.len()), texts.annotations);
    assert_eq!(numbered(&service["labels"], "l", texts.labels.len()), texts.labels);
    let configs = service["configs"].as_array().unwrap().iter();
    let found: BTreeMap<_, _> = configs
        .map(|config| {
            let source = text(&file["configs"][text(&config["source"])]["file"]);
            (text(&config["target"]), fs::read(texts.project.path("deploy/staging").join(source)).unwrap())
        })
        .collect();
    assert_eq!(found, texts.files());
}

#[test]
fn yaml_and_expansion_give_a_container_of_kubernetes_every_text_as_it_was_written() {
    let texts = Texts::rendered();
    let object = yaml(&texts.project.text("deploy/production/app/web/deployment.yaml"));
    let pod = &object["spec"]["template"];
    let container = &pod["spec"]["containers"][0];
    let mut known = BTreeMap::new();
    for variable in container["env"].as_array().unwrap() {
        let value = kubernetes(&text(&variable["value"]), &known);
        known.insert(text(&variable["name"]), value);
    }
    let env: Vec<_> = (0..texts.env.len()).map(|index| known[&format!("V{index}")].clone()).collect();
    assert_eq!(env, texts.env);
    let arguments: Vec<_> = container["args"].as_array().unwrap().iter().map(|word| kubernetes(&text(word), &known)).collect();
    assert_eq!(arguments, texts.arguments);
    for meta in [&object["metadata"], &pod["metadata"]] {
        assert_eq!(numbered(&meta["annotations"], "a", texts.annotations.len()), texts.annotations);
        assert_eq!(numbered(&meta["labels"], "l", texts.labels.len()), texts.labels);
    }
    let maps = texts.project.text("deploy/production/base/web/config-map.yaml");
    assert_eq!(reading::mounted(&pod["spec"], container, &yaml(&maps)), texts.files());
}
