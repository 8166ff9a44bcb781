//! Texts that are evaluated once the layers are merged.

use super::{Texts, given, merged, path, run};

/// What every text below comes to, and the text with `{{ }}` in its place.
const TEXTS: [(&str, &str); 8] = [
    ("shop-production", "{{ app }}-{{ env }}"),
    ("/srv/shop", "{{ param.root }}"),
    ("256Mi", "{{ param.memory }}"),
    ("10.1.0.0/16", "{{ NET }}.0.0/16"),
    ("https://git.example.com/shop.git", "https://{{ GIT }}/{{ app }}.git"),
    ("45s", "{{ \"45\" }}s"),
    ("conf/production.toml", "conf/{{ env }}.toml"),
    ("stripe-production", "stripe-{{ env }}"),
];

const MANIFEST: &str = r##"
app "shop"
param "root" default="/srv/{{ app }}"
param "memory" default="256M\u{69}"
let NET #"{{ "10_1" | replace("_", ".") }}"#
let GIT "git.example.com"
defaults { workdir "/srv/shop" }
service "api" {
    image "acme/api:1"
    port 8080
    health "/srv/shop"
    stop within="45s"
    resources cpu="1" memory="256Mi"
    env { KEY (secret)"stripe-production" }
    config "/srv/shop/x.toml" from="conf/production.toml"
    tmp "/srv/shop" size="256Mi"
    bind "conf/production.toml" "/srv/shop/bound"
    egress cidr="10.1.0.0/16" port=443
    sidecar "proxy" { image "acme/proxy:1"; workdir "/srv/shop" }
}
environment "production" {
    namespace "shop-production"
    gitops "argo" repository="https://git.example.com/shop.git"
    service "api" { volume "data" "/srv/shop/data" size="256Mi" }
}
"##;

#[test]
fn a_text_is_what_its_constants_come_to() {
    let mut templates = MANIFEST.to_owned();
    for (text, template) in TEXTS {
        let quoted = if template.contains('"') { format!("#\"{template}\"#") } else { format!("\"{template}\"") };
        assert!(templates.contains(&format!("\"{text}\"")), "{text} stands nowhere");
        templates = templates.replace(&format!("\"{text}\""), &quoted);
    }
    templates = templates.replace("\"/srv/shop/", "\"{{ param.root }}/");
    let (written, evaluated) = (merged(MANIFEST, "production"), merged(&templates, "production"));
    assert_eq!(evaluated.manifest, written.manifest);
    assert!(!format!("{:?}", evaluated.manifest.layer.services).contains("{{"));
}

#[test]
fn a_value_of_the_command_line_is_what_it_is() {
    let manifest = "app \"a\"\nparam \"dir\" default=\"/x\"\nservice \"api\" { image \"a:1\"; workdir \"{{ param.dir }}\"; }\n";
    let mut given = given();
    given.parameters.insert("dir".to_owned(), "/{{ app }}".to_owned());
    let (project, merged, messages) = run(&Texts::new([("landfall.kdl", manifest)]), "landfall.kdl", "dev", &given);
    assert_eq!(messages, Vec::<String>::new());
    let trace = merged.unwrap().trace;
    let workdir = trace.get(&path("services.api.workdir")).unwrap();
    assert_eq!((workdir.text().as_str(), project.sources.slice(workdir.span())), ("\"/{{ app }}\"", "\"{{ param.dir }}\""));
}

#[test]
fn a_path_of_an_included_file_is_relative_to_it_once_it_is_evaluated() {
    let texts = Texts::new([
        ("landfall.kdl", "app \"a\"\ninclude \"team/api.kdl\"\nparam \"out\" default=\"..\"\n"),
        (
            "team/api.kdl",
            "service \"api\" { image \"a:1\"; bind \"{{ param.out }}/src\" \"/src\"; bind \"{{ \\\"/\\\" }}etc\" \"/e\"; }\n",
        ),
    ]);
    let (_, merged, messages) = run(&texts, "landfall.kdl", "dev", &given());
    assert_eq!(messages, Vec::<String>::new());
    let trace = merged.unwrap().trace;
    let host = |key: &str| trace.get(&path(&format!("services.api.binds.\"{key}\".host"))).unwrap().text();
    assert_eq!((host("/src").as_str(), host("/e").as_str()), ("\"src\"", "\"/etc\""));
}

#[test]
fn what_is_no_text_of_the_form_is_told_at_the_template() {
    let texts = Texts::new([(
        "landfall.kdl",
        "app \"a\"\nparam \"size\" default=\"many\"\nlet A \"{{ param.b }}\"\nparam \"b\" default=\"{{ A }}\"\n\
         service \"api\" {\n image \"a:1\"\n workdir \"{{ param.siez }}\"\n tmp \"/a\" size=\"{{ param.size }}\"\n \
         tmp \"/{{ app }}\"\n health \"/{{ A }}\"\n stop within=\"{{ secret.x }}\"\n}\n",
    )]);
    let (_, _, messages) = run(&texts, "landfall.kdl", "dev", &given());
    assert_eq!(
        messages,
        [
            "constant-cycle landfall.kdl:4:20 `A` needs itself: A → param.b → A",
            "unknown-name landfall.kdl:7:11 there is no parameter `siez`",
            "malformed-text landfall.kdl:8:16 `size` takes a size with a unit, as in `64Mi` or `10Gi`: `{{ param.size }}` comes to `many`",
            "written-twice landfall.kdl:9:6 `/{{ app }}` comes to `/a`, which is written already",
            "secret-place landfall.kdl:11:15 `within` cannot hold a secret: it is written as it is",
        ]
    );
}

#[test]
fn constants_that_grow_without_bounds_are_refused_at_once() {
    let chain = |count: usize| -> String {
        let link = |at: usize| format!("let C{at} \"{{{{ C{} }}}}\"\n", at + 1);
        (0..count).map(link).collect::<String>() + &format!("let C{count} \"x\"\n")
    };
    let doubled: String = (0..40).map(|at| format!("let D{} \"{{{{ D{at} }}}}{{{{ D{at} }}}}\"\n", at + 1)).collect();
    let messages = |constants: &str, used: &str| {
        let text = format!("app \"a\"\n{constants}service \"api\" {{ image \"a:1\"; workdir \"/{{{{ {used} }}}}\"; }}\n");
        run(&Texts::new([("landfall.kdl", &text)]), "landfall.kdl", "dev", &given()).2
    };
    assert_eq!(messages(&chain(60), "C0"), Vec::<String>::new());
    for (constants, used) in [(chain(3000), "C0"), (format!("let D0 \"x\"\n{doubled}"), "D40")] {
        let told = messages(&constants, used);
        assert!(matches!(told.as_slice(), [one] if one.starts_with("constant-size ")), "{told:?}");
    }
}
