//! Every kind of diagnostic, with what `landfall explain CODE` says of it.

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// What users read in brackets, search for and explain: lower case, with hyphens.
    pub name: &'static str,
    /// One sentence: what is wrong wherever this code appears.
    pub summary: &'static str,
    /// Why it matters and how it is mended, with an example; a few lines of plain text.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($constant:ident = $name:literal: $summary:literal, $explanation:literal;)*) => {
        $(#[doc = $summary] pub static $constant: Code = Code { name: $name, summary: $summary, explanation: $explanation };)*

        /// All of them, by name.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    KDL_SYNTAX = "kdl-syntax": "the text is not KDL 2",
        "The manifest is written in KDL 2 (https://kdl.dev): a node is a name, then arguments and properties, then perhaps a block of more nodes.\n\n    service \"web\" {\n        image \"ghcr.io/acme/web:1\"\n        resources cpu=\"100m\"\n    }";
    KDL_ANNOTATION = "kdl-annotation": "an annotation is written wrongly",
        "An annotation is one word in parentheses, right before the value or the node's name that it says something of. That of a property stands behind the `=`.\n\n    STRIPE_KEY (secret)\"stripe-key\"\n    external password=(secret)\"db-password\"\n    (remove)service \"web\"";
    KDL_BARE_WORD = "kdl-bare-word": "a text lacks its quotes",
        "A text may do without quotes if it is one word of letters, digits and marks such as `-`, `_` and `.`, and does not begin like a number. With a slash, a parenthesis, a bracket, a brace, `#`, `=` or `\\` in it, or with a digit at its start, it wants quotes: `100m` would be a broken number, and in `http://web` a comment would begin.\n\n    image \"ghcr.io/acme/web:1\"\n    tmp \"/tmp\"\n    resources cpu=\"100m\"\n    labels { \"app.kubernetes.io/part-of\" \"shop\" }";
    KDL_BLOCK_PLACE = "kdl-block-place": "a block stands where none can",
        "A node's block comes last and begins on the node's own line; behind it, a new line or `;` begins the next node. All children of a node stand in one block.\n\n    service \"web\" {\n        env { LOG_LEVEL \"info\" }; port 8080\n    }";
    KDL_CHARACTER = "kdl-character": "a character may not stand in a text",
        "Control characters, a byte order mark inside of a file, and the characters that turn the direction of writing are not allowed in KDL: they are invisible, and what one sees is not what is read. They mostly come from copying. In quotes they can be written as an escape such as `\\u{200E}`.";
    KDL_COLON = "kdl-colon": "a name is followed by a colon",
        "YAML and JSON put a colon between a name and its value. In KDL a node's value follows after a space, and a property's after `=`. A colon would belong to the name.\n\n    image \"ghcr.io/acme/web:1\"     and not  image: \"ghcr.io/acme/web:1\"\n    resources cpu=\"100m\"           and not  resources cpu: \"100m\"\n\nA text that does end with a colon stands in quotes.";
    KDL_COMMA = "kdl-comma": "a comma separates nothing",
        "Arguments are separated by spaces, nodes by new lines or `;`.\n\n    command \"migrate\" \"up\"     and not  command \"migrate\", \"up\"";
    KDL_COMMENT = "kdl-comment": "a comment is written wrongly",
        "`//` begins a comment up to the end of the line, and `/* … */` stand around one. `/-` takes out what follows it: a node with all that is in it, an argument, a property or a block. `#` begins no comment.\n\n    port 8080 // where it listens\n    /- port 9090";
    KDL_CONTINUATION = "kdl-continuation": "a `\\` does not stand at the end of its line",
        "A `\\` at the end of a line lets a node go on with the next line; only white space and a comment may follow it. A `\\` in a text stands in quotes, twice, or once in a raw text `#\"…\"#`.\n\n    command \"serve\" \\\n            \"--verbose\"";
    KDL_DEPTH = "kdl-depth": "too many blocks stand in each other",
        "Blocks may be nested 128 deep. No manifest needs as many; mostly the text was made by a program that went astray.";
    KDL_EQUALS = "kdl-equals": "a node's own value is written with `=`",
        "Only a property has `=`. A node's own value is an argument and follows its name after a space.\n\n    image \"ghcr.io/acme/web:1\"     and not  image = \"ghcr.io/acme/web:1\"\n    resources cpu=\"100m\"";
    KDL_ESCAPE = "kdl-escape": "a `\\` in a text begins no escape",
        "In quotes, `\\` begins an escape: `\\n` (new line), `\\r`, `\\t` (tab), `\\s` (space), `\\b`, `\\f`, `\\\"`, `\\\\`, `\\u{1F600}` (a code point), and a `\\` before white space takes that out. A `\\` itself is `\\\\`; or the text is raw, as is best for regular expressions and Windows paths.\n\n    command \"grep\" \"\\\\d+\"\n    command \"grep\" #\"\\d+\"#";
    KDL_EXTRA_BRACE = "kdl-extra-brace": "a `}` closes no block",
        "Each `}` closes the block that the last `{` opened. Where there are more of them than blocks, indentation says which one is too many.";
    KDL_KEYWORD = "kdl-keyword": "a keyword is written wrongly",
        "The keywords begin with `#`: `#true`, `#false`, `#null`, `#inf`, `#-inf`, `#nan`. Without it the words `true`, `false`, `null`, `inf`, `-inf` and `nan` are not allowed, so that nobody takes a text for a truth value; the text stands in quotes.\n\n    security { read-only #false }\n    env { DEBUG \"true\" }";
    KDL_LIST = "kdl-list": "a list is written with brackets",
        "The items of a list are arguments, one behind the other with spaces between, or children of a block.\n\n    command \"migrate\" \"up\"     and not  command [\"migrate\", \"up\"]";
    KDL_MISSING_VALUE = "kdl-missing-value": "a property lacks its value",
        "Behind the `=` of a property stands one text, number or keyword. A block belongs to a node, never to a property.\n\n    resources cpu=\"100m\" { limit cpu=\"none\" }";
    KDL_MULTI_LINE = "kdl-multi-line": "a text of several lines is laid out wrongly",
        "A text of several lines stands between `\"\"\"` (raw: `#\"\"\"` and `\"\"\"#`). It begins on the line after the opening quotes, and the closing ones stand on a line of their own. Their indentation is taken from every line, so that the text may be indented as the block around it is; each line must begin with the same spaces and tabs.\n\n    config \"/etc/motd\" text=\"\"\"\n        Welcome.\n          (this line keeps two spaces)\n        \"\"\"";
    KDL_NAME = "kdl-name": "a node or a property has no proper name",
        "A node begins with its name, and a property is a name, `=` and a value. A number or a keyword is a name only in quotes.\n\n    env { \"8080\" \"x\" }";
    KDL_NUMBER = "kdl-number": "a number is written wrongly",
        "A number is written `8080`, `-1`, `1_000`, `0.5`, `1e6`, `0x1F`, `0o17` or `0b101`: there is a digit on each side of the point, and the letter behind `0` is a small one. What is a text, as a version or a quantity, stands in quotes.\n\n    version \"16.4\"\n    resources cpu=\"500m\"";
    KDL_QUOTES = "kdl-quotes": "a text stands between the wrong quotes",
        "A text stands between double quotes. Single quotes and curly ones would belong to the text itself, and a space would end it. A raw text, in which `\\` is an ordinary character, is `#\"…\"#`; KDL 1 had an `r` before it.\n\n    command \"sh\" \"-c\" \"echo 'hello'\"\n    command \"grep\" #\"\\d+\"#";
    KDL_MISSING_SPACE = "kdl-missing-space": "a space is missing",
        "Name, arguments and properties are separated by white space.\n\n    command \"migrate\" \"up\"     and not  command \"migrate\"\"up\"";
    KDL_UNCLOSED_BLOCK = "kdl-unclosed-block": "a block lacks its closing `}`",
        "Each `{` wants its `}`. Where one is missing, a line that is indented less than the block's children shows which block it is, and all the rest is read as if it were there.";
    KDL_UNCLOSED_COMMENT = "kdl-unclosed-comment": "a comment lacks its closing `*/`",
        "A comment that begins with `/*` goes on to its `*/`, over as many lines as it likes. Such comments may stand in each other, so that each `/*` wants a `*/` of its own.";
    KDL_UNCLOSED_STRING = "kdl-unclosed-string": "a text lacks its closing quote",
        "A text in quotes ends on its line, with as many quotes and `#` as it began with. A text of several lines stands between `\"\"\"`.\n\n    image \"ghcr.io/acme/web:1\"\n    config \"/etc/motd\" text=\"\"\"\n        Welcome.\n        \"\"\"";
    KDL_VERSION = "kdl-version": "a text says that it is written in KDL 1",
        "`/- kdl-version 1` at the start of a text says that it is KDL 1. Landfall reads KDL 2, in which keywords begin with `#` and raw texts are written otherwise; a text that both can read means the same in both.";
    CATALOGUE_TYPE = "catalogue-type": "the file of a type of backing service is wrong",
        "A type of backing service is one KDL file: its image, port, user, storage, health check, and its URL. A project's own stand in the folder `catalogue` beside the manifest, and the file's name is the type's: `catalogue/queue.kdl` makes `queue \"jobs\"`. A name that means something else in a manifest, as `service` or `job`, cannot be a type's.";
    TEMPLATE = "template": "a `{{ }}` is written wrongly",
        "`{{ }}` in a text holds a name with filters, or a quoted text. There is no arithmetic and no condition: what differs between environments is said in their overlays.\n\n    env {\n        API_URL \"{{ api.url }}\"\n        PREFIX  \"{{ app | upper }}\"\n        BRACES  #\"{{ \"{{\" }}\"#\n    }";
    TEMPLATE_PLACE = "template-place": "a `{{ }}` names what is not known where it stands",
        "Every text takes `{{ }}`. Paths, quantities, times, namespaces and other texts that decide how an environment is put together take what is known before that: `{{ app }}`, `{{ env }}`, parameters and constants. Texts that the application reads, or that name something outside, take workloads, backing services and secrets besides: `env`, `command`, `config`, images, hosts, labels. What chooses the layers themselves takes none: `include`, `use`, `only`, `except`, `extends`, the file of an `object`.\n\n    param \"root\" default=\"/srv\"\n    service \"web\" { workdir \"{{ param.root }}/web\" }";
    UNKNOWN_NAME = "unknown-name": "a `{{ }}` names nothing that there is",
        "The names are `app`, `env`, `param.NAME`, `secret.NAME`, constants (`let`), workloads and backing services, each with what it offers: `{{ api.url }}`, `{{ db.password }}`. Hyphens belong to a name.";
    REPLICA_INDEX = "replica-index": "a `{{ }}` names a replica that there is not",
        "The replicas of a stateful workload have names of their own, by their numbers from 0: `{{ db.replicas[0].host }}`, `.port` and `.url`. Those of other kinds come and go, and are reached together, by `{{ api.host }}`. How many there are is said by `scale`; of an autoscaler's, those below `min` are always there. `{{ db.replicas }}` is the number itself.\n\n    stateful \"db\" { scale 2; port 5432; }\n    service \"api\" { env { PRIMARY \"{{ db.replicas[0].host }}\" } }";
    CONSTANT_SIZE = "constant-size": "a constant comes to more than a text may hold",
        "A constant that names others several times grows with each of them. What is large belongs into a file, which `config` and `from=` take as it is.";
    CONSTANT_CYCLE = "constant-cycle": "constants need each other",
        "A constant may use others, as long as they do not lead back to it.\n\n    let \"host\" \"shop.example.com\"\n    let \"url\" \"https://{{ host }}\"";
    SECRET_FILTER = "secret-filter": "a filter would need the text of a secret",
        "The value of a secret is never known when compiling, so that no filter can change it. `urlencode` alone is written where the value is used: `{{ db.password | urlencode }}`.";
    SECRET_PLACE = "secret-place": "a secret stands where it would be readable",
        "Image names, labels, annotations, hosts and files of configuration are written as they are, and committed. A secret belongs in `env`, `command`, `entrypoint` or a `secret-file`. With `secrets \"vault\"` a file of configuration may hold it too: the External Secrets Operator fills it in.\n\n    secret-file \"/run/secrets/key\" (secret)\"signing-key\"";
    SECRET_IN_CLEAR = "secret-in-clear": "a text looks like a secret",
        "What looks like a password or a token would be committed with the output. Name the secret instead, and give its value to the environment's store; what only looks like a secret is marked as public.\n\n    env {\n        STRIPE_KEY (secret)\"stripe-key\"\n        STRIPE_PUBLIC_KEY (public)\"pk_live_4eC39HqLyjWDarjtT1zdp7dc\"\n    }";
    SECRET_STORE = "secret-store": "a target cannot use a store of secrets",
        "`dotenv` is for `docker`, `files` and `environment` for `compose`; `existing`, `kubernetes` and `vault` are for `kubernetes`. A store is named inside the environment that it is for.\n\n    environment \"production\" {\n        secrets \"vault\" server=\"https://vault.example.com\" path=\"kv/shop\"\n    }";
    NAME_TAKEN = "name-taken": "two things have one name",
        "Services, stateful workloads, daemons, jobs, crons, backing services and constants share their names, since `{{ name }}` may mean any of them and each is a host name. Give one of them another.";
    RESERVED_NAME = "reserved-name": "a name has a meaning of its own",
        "`app`, `env`, `param`, `secret` and `self` mean something in `{{ }}`, so that nothing else may be called so.";
    NAME_LENGTH = "name-length": "a name is too long",
        "Kubernetes adds a suffix to the names of pods: a stateful workload or a cron whose name has more than 52 characters is accepted, and never makes a pod.";
    CRON_SCHEDULE = "cron-schedule": "a cron has no schedule",
        "A cron says when it runs, as five fields or a name, behind its own name.

    cron \"digest\" \"0 7 * * *\" { … }
    cron \"cleanup\" \"@daily\" { … }";
    COMPANION = "companion": "an init or sidecar does not fit its workload",
        "A container before or beside a workload shares its network, and of its volumes and scratch space what it names. What holds for all containers at once, as the host's network, is said of the workload.\n\n    service \"api\" {\n        tmp \"/work\" size=\"64Mi\"\n        init \"fetch\" { share \"/work\"; command \"fetch\" \"/work\"; }\n    }";
    IMAGE_MISSING = "image-missing": "a workload has no image",
        "Every workload names the image that runs, in every environment the same one. `build` says how dev makes it, under the same name.\n\n    image \"ghcr.io/acme/web:2.3.0\"";
    IMAGE_REFERENCE = "image-reference": "a text is no name of an image",
        "An image is `repository[:tag][@digest]`, in lower case.\n\n    image \"ghcr.io/acme/web:2.3.0\"\n    image \"postgres:16@sha256:…\"";
    LABEL_FORM = "label-form": "a label or annotation has a form that clusters refuse",
        "A key is a name of at most 63 letters, digits, `-`, `_` and `.`, with a DNS name and `/` before it if you like. The value of a label has the same form; that of an annotation is any text.\n\n    labels {\n        team \"payments\"\n        \"example.com/tier\" \"web\"\n    }";
    PORT_NAME = "port-name": "a text cannot name a port",
        "A port's name has at most 15 lower case letters, digits and single hyphens, at least one letter, and no hyphen at its ends.\n\n    port \"grpc\" 9090";
    PORT_TWICE = "port-twice": "a workload listens twice at one port",
        "A number belongs to one port of a workload, for each of TCP, UDP and SCTP. What else the port does is said in its one node. Ports of one number and several protocols have names.\n\n    port \"dns\" 53\n    port \"dns-udp\" 53 protocol=\"udp\"";
    PORT_EXPOSE = "port-expose": "a port cannot be opened outside as it says",
        "`expose` opens a port outside Kubernetes, by a load balancer or on a port of each node, which no two ports can share. A port with `service=#false` is reached by nobody.\n\n    port \"game\" 7777 protocol=\"udp\" expose=\"node-port\" node-port=30777";
    UNKNOWN_PORT = "unknown-port": "a port is not one of the workload's",
        "Health checks, routes and metrics ask a port that the workload declares. One that nobody else is to reach is declared with `service=#false`.\n\n    port \"admin\" 9901 service=#false";
    PORT_MISSING = "port-missing": "a workload without a port is to be reached",
        "What is reached by others says where it listens.\n\n    port 8080";
    PUBLISHED_TWICE = "published-twice": "two ports are published at one port of the host",
        "Outside Kubernetes a port of the host belongs to one container. `publish=` gives another.\n\n    port 8080 publish=8081";
    PUBLISHED_REPLICAS = "published-replicas": "several replicas are to share one port of the host",
        "Outside Kubernetes a published port belongs to one container. Run one of it there, or publish what stands in front of it.\n\n    environment \"staging\" {\n        service \"web\" { scale 1; }\n    }";
    UNREACHED = "unreached": "nobody reaches the ports of a workload",
        "Reach follows from references: `{{ api.url }}`, `depends-on`, `reach`, a route, an exposed port, `ingress`. Where a workload listens and nobody is known to call it, its callers are hard-coded somewhere, and the network will refuse them.";
    HARD_CODED_HOST = "hard-coded-host": "a text names a workload's host without a reference",
        "A host that is written out gives no reach and no order, and it does not follow when the service is another in production. Use a reference.\n\n    API_URL \"{{ api.url }}\"     and not  API_URL \"http://api:8080\"";
    ORDER_CYCLE = "order-cycle": "workloads wait for each other",
        "`depends-on` and `before` give an order, and an order has a beginning. Workloads that call each other say `reach`, or use references: these give way where they would make a circle.";
    UNKNOWN_WORKLOAD = "unknown-workload": "a name is no workload's",
        "`depends-on`, `before` and `reach` name workloads and backing services of the application.";
    UPDATE = "update": "replicas cannot be replaced in this way",
        "A rolling update starts new pods before old ones end, or ends old ones before new ones start: one of the two has to be allowed. What may never run twice, and what has a volume of one node, is stopped before the next one starts.\n\n    update max-surge=\"25%\" max-unavailable=0";
    DISRUPTION = "disruption": "a disruption budget lets nobody go",
        "When a node is emptied for maintenance, a pod may only go while so many others are there. A budget that wants all of them keeps the node from being emptied, for ever.\n\n    scale 3\n    disruption min-available=2";
    ABSENT_WORKLOAD = "absent-workload": "a workload is not in this environment",
        "`only` and `except` say which environments have a workload. Where it is missing, nothing can refer to it or wait for it: give those who do another value there, or leave them out as well.\n\n    environment \"production\" {\n        service \"web\" { env { MAIL_HOST \"smtp.example.com\"; } }\n    }";
    ORDER_OF_CRON = "order-of-cron": "a cron cannot be waited for",
        "A cron runs on its schedule, so that nothing starts before or after it. What has to be done before a start is a job.\n\n    job \"migrate\" { before \"api\"; }";
    PROBE = "probe": "a health check cannot be made",
        "A check is a path (with a port), `tcp=`, `grpc=`, or a command. `within` belongs to starting, and only readiness counts successes.\n\n    health \"/healthz\"\n    health { ready \"/ready\"; live tcp=8080; }";
    RESOURCES_MISSING = "resources-missing": "production has to know what a workload asks for",
        "Only you know what the program needs: too little and it is killed, nothing and it takes from its neighbours. The memory limit is the request, the CPU limit four times the request, unless you say otherwise.\n\n    resources cpu=\"100m\" memory=\"128Mi\"";
    IDENTITY = "identity": "a workload cannot be who it says to a cloud",
        "`identity` says who the workload is to a cloud: a role of AWS that its service account names (`aws role=`) or that AWS associates with it (`aws \"pod-identity\"`), a service account of Google Cloud, the client of an identity of Azure. Landfall writes the annotation, the label, and the way to whoever hands out credentials.\n\n    identity { aws role=\"arn:aws:iam::111122223333:role/shop-api\"; }\n    identity { gcp \"shop-api@project.iam.gserviceaccount.com\"; }\n    identity { azure \"11111111-2222-3333-4444-555555555555\"; }";
    KUBE_ACCESS = "kube-access": "a right in the Kubernetes API is written wrongly",
        "`kube-access` lists what a workload may do in the Kubernetes API: verbs, and a resource in the plural. The group of what is Kubernetes' own is known. `name` narrows a right to one object, `namespace` moves it to another namespace.\n\n    kube-access {\n        allow \"get\" \"list\" \"watch\" resource=\"pods\"\n        allow \"get\" \"update\" resource=\"leases\" name=\"leader\"\n        allow \"get\" resource=\"certificates\" group=\"cert-manager.io\"\n    }";
    TOPOLOGY = "topology": "a text names no place that nodes share",
        "Nodes are in one place where a label of theirs has the same value: `node` (each by itself), `zone`, `region`, or the key of another label.\n\n    spread { over \"zone\" required=#true; over \"example.com/rack\"; }\n    affinity { near \"cache\" over=\"zone\"; }";
    AFFINITY = "affinity": "pods are to be where they cannot be",
        "`near` and `apart` name workloads whose pods run in the same cluster, `node` a label of nodes. Each is a wish with a `weight`, or `required=#true`, and then has none.\n\n    affinity {\n        near \"cache\" over=\"zone\"\n        apart \"worker\" required=#true\n        node \"disktype\" \"ssd\" \"nvme\" weight=50\n    }";
    EXTENDED_RESOURCE = "extended-resource": "devices are asked for in a way that no cluster can grant",
        "GPUs and other devices are given out whole, to one container alone: what it asks for is also its limit. A part of a GPU has a name of its own, which the plugin of the nodes gives it.\n\n    resources cpu=\"1\" memory=\"8Gi\" { gpu 1; }\n    resources cpu=\"1\" memory=\"8Gi\" { resource \"nvidia.com/mig-1g.5gb\" 1; }";
    TOLERATION = "toleration": "a toleration says what no taint can be",
        "A taint has a key, mostly a value, and an effect. Without `value=` any value is tolerated, without `effect=` any effect, and `\"*\"` is every taint. `for=` says how long pods stay on a node that drives others away, so it needs `effect=\"no-execute\"`.\n\n    tolerate \"gpu\"\n    tolerate \"dedicated\" value=\"ml\" effect=\"no-schedule\"\n    tolerate \"node.kubernetes.io/unreachable\" effect=\"no-execute\" for=\"30s\"";
    ULIMIT_NAME = "ulimit-name": "the kernel has no such limit",
        "The names are those of `setrlimit(2)` in lower case: core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack.\n\n    ulimit \"nofile\" 65536";
    ULIMIT_ORDER = "ulimit-order": "a limit of the kernel is above its own bound",
        "The soft limit is what a process gets, the hard one up to where it may raise that. -1 is no limit.\n\n    ulimit \"nofile\" soft=1024 hard=65536";
    LIMIT_BELOW_REQUEST = "limit-below-request": "a limit is below what is promised",
        "A container is promised its request, and may use up to its limit, so that the limit is at least as large.";
    REPLICAS_MISSING = "replicas-missing": "production has to know how many of a workload run",
        "A service with a readiness check and without a volume runs three times in production. Of others only you know whether they may run more than once.\n\n    scale 2\n    singleton reason=\"it holds a lock\"";
    SCALE_BOUNDS = "scale-bounds": "the numbers of a scale contradict each other",
        "The least is not above the most, and a singleton runs once.";
    VOLUME_SIZE = "volume-size": "a volume has no size",
        "Kubernetes makes a volume of the size that is asked for.\n\n    volume \"data\" \"/var/lib/app\" size=\"10Gi\"";
    SCALE_METRIC = "scale-metric": "an autoscaler cannot measure what it is to measure",
        "An autoscaler keeps the average of each metric at what `average` says. What pods offer themselves and what an `external` adapter offers is read by the cluster's own autoscaler; a `queue`, `prometheus`, `hours` and any other `trigger` by KEDA, which has to be installed, and which alone can scale down to none. One of the two scales a workload.\n\n    rabbitmq \"mq\"\n    service \"worker\" {\n        scale min=0 max=20 {\n            metric \"orders\" average=20 { queue \"orders\" of=\"mq\"; }\n        }\n    }";
    SHARED_VOLUME = "shared-volume": "a volume of the application's is not mounted as it could be",
        "A volume that several workloads mount is declared beside them, with its size and access, and each names it with `shared=#true`. Volumes that are written in a workload are its own, whatever their name. Those who write to a volume together run as the same user, as files belong to who made them.\n\n    volume \"uploads\" size=\"10Gi\" access=\"read-write-many\"\n    service \"api\" { volume \"uploads\" \"/srv/uploads\" shared=#true; }\n    service \"thumbnails\" { volume \"uploads\" \"/in\" shared=#true read-only=#true; }";
    VOLUME_ACCESS = "volume-access": "several pods are to share a volume that one node has",
        "A volume is `read-write-once` by default: pods on other nodes never start, be they replicas or of another workload. A stateful workload gives each replica its own; `access=\"read-write-many\"` wants storage that can do it, and `read-only-many` is for who only reads. Where one pod is enough, a `sidecar` shares the volume.\n\n    stateful \"store\" { volume \"data\" \"/data\" size=\"1Gi\"; }";
    PATH_TWICE = "path-twice": "two things are mounted at one path",
        "Volumes, scratch space, configs, secret files and binds each have a path of their own in the container.";
    MOUNT_PATH = "mount-path": "a path in a container is none that Kubernetes describes",
        "`mountPath` must not contain `:`, says the description of Kubernetes' API. The API takes one, and so does containerd; a runtime that writes mounts as `SOURCE:TARGET` makes no container. Docker and Compose have no such limit.";
    CONFIG_SOURCE = "config-source": "a config has no content, or two",
        "The content is a file or folder of the project, or a text.\n\n    config \"/etc/app.toml\" from=\"config/app.toml\"\n    config \"/etc/motd\" text=\"Welcome.\"";
    CONFIG_FILE = "config-file": "a file of the project cannot be read",
        "Files are named relative to the file that names them, and lie inside the project's folder.";
    CONFIG_SIZE = "config-size": "the configs of a workload are too large",
        "A ConfigMap holds at most 1 MiB. What is larger belongs in the image or in a volume.";
    BUILD_CONTEXT = "build-context": "the folder of a build is not there",
        "`build` names the folder that is sent to the builder, relative to the file that names it.\n\n    build \"./web\"";
    SYSCTL = "sysctl": "a parameter of the kernel is not the container's own",
        "Of the kernel's parameters a container has those of its network (`net.…`), of its queues and of its shared memory for itself; all others, and those of the network where it shares the host's, are the host's, and engines refuse them.\n\n    sysctl \"net.ipv4.ip_local_port_range\" \"1024 65535\"";
    RUN_ARGS = "run-args": "a flag of `docker run` fights with what is written",
        "`run-args` hands flags to `docker run` that no field says. What a field says is said by the field, so that every target has it and the rules see it; how a container is named and started is the script's own.\n\n    run-args \"--gpus\" \"all\" \"--shm-size=1g\"";
    UNKNOWN_RULE = "unknown-rule": "a name is no rule's",
        "`waive` and `policy` name rules; a finding has its rule's name in brackets, and `landfall explain RULE` says what it asks for.\n\n    policy { severity \"high-uid-gid\" \"error\"; }";
    WAIVER = "waiver": "a waiver does not say what it has to",
        "A waiver says for which workloads a rule does not hold, and why. A rule that guards the host wants an owner and an end within 90 days as well, others an end within a year; `landfall explain RULE` says which. A few rules always hold.\n\n    waive \"read-only-root-fs\" on=\"api\" reason=\"it compiles its templates beside itself\" until=\"2027-03-01\"";
    WAIVER_EXPIRED = "waiver-expired": "a waiver has ended, or ends soon",
        "A waiver holds to the end of its last day. From 14 days before that, `check` and `render` warn. After it they still only warn, so that what was right yesterday and did not change is right today; `landfall check --release` refuses it, and is what a pipeline asks before it releases.";
    WAIVER_UNUSED = "waiver-unused": "a waiver covers nothing",
        "What was waived is no longer there. A waiver that stays would cover the same mistake when somebody makes it anew.";
    POLICY = "policy": "the project's policy asks for less than production always has",
        "`policy` makes rules more or less grave, and says what they hold the project to. Rules that can never be waived are not softened in production either.";
    ROUTE_TWICE = "route-twice": "two routes have one address",
        "A host and path lead to one workload.";
    ROUTE_EDGE = "route-edge": "the platform does not say where traffic comes from",
        "By default nobody reaches a pod from outside the application; a route is opened for the edge's pods or addresses. Who says nothing of the platform at all reads in the ledger that all of the cluster reaches the route; who describes it and leaves the edge out is warned.\n\n    platform {\n        edge class=\"nginx\" namespace=\"ingress-nginx\"\n    }";
    ROUTE_REDIRECT = "route-redirect": "a redirect leads nowhere, or to itself",
        "`redirect \"https\"` sends what came without TLS to the same address with it. An address with a scheme keeps the request's own path unless it has one; a path stays on the same host. What a route takes cannot lead to that route again.\n\n    route \"old.example.com\" { redirect \"https://www.example.com\" status=308; }\n    route \"www.example.com/old\" { path \"/old\"; redirect \"/new\"; }";
    EDGE = "edge": "the edge says two things at once",
        "Traffic comes in by Ingresses of a class, or by HTTPRoutes that attach to a Gateway. What belongs to the one has no meaning for the other.\n\n    platform {\n        edge gateway=\"public\" namespace=\"gateways\" issuer=\"letsencrypt\"\n    }";
    BACKING_IN_PRODUCTION = "backing-in-production": "production has to know who runs a backing service",
        "In production data outlives clusters: say who runs the service, or why it runs in the cluster and who keeps its backups.\n\n    postgres \"db\" {\n        external host=\"db.example.com\" cidr=\"10.20.0.0/16\" {\n            username (secret)\"db-username\"\n            password (secret)\"db-password\"\n        }\n    }";
    BACKING_TLS = "backing-tls": "a type of backing service has no such encryption",
        "`tls=#true` asks for an encrypted connection; some types have modes of their own, as PostgreSQL's `verify-full`.";
    BACKING_AUTH = "backing-auth": "a type of backing service always has a password",
        "`auth=#false` leaves the password out where the type allows it.";
    BACKING_NAME = "backing-name": "a type of backing service has no such name",
        "`database` and `username` name what a container makes at its first start. A cache has neither.\n\n    postgres \"db\" database=\"shop\" username=\"shop\"";
    BACKING_PASSWORD = "backing-password": "a backing service is reached without its password",
        "In a container a backing service has a password, and refuses those who come without it. `{{ cache.url }}` holds it, `{{ cache.password }}` is it; `auth=#false` does without.\n\n    redis \"cache\" auth=#false";
    OBJECT = "object": "an object of the project's own cannot be added",
        "An object is read from its file and added to the output as it is: documents of Kubernetes, each with `apiVersion`, `kind` and a name; or parts of a Compose file.\n\n    object \"kubernetes\" file=\"k8s/roles.yaml\"\n    object \"compose\" file=\"compose/tools.yaml\"";
    PATCH_FILE = "patch-file": "a patch cannot be read",
        "A patch is an object, which is merged, or a list, which is a JSON Patch; in the manifest, or in a file as YAML or JSON.\n\n    patch \"Deployment\" \"api\" file=\"patches/api.yaml\"";
    UNKNOWN_FIELD = "unknown-field": "a name is no field of the thing that it stands in",
        "Every node and property is a field of the language; one that is not known would be ignored in silence, so it is an error. The nearest known name is shown where there is one; an editor that has the schema (`landfall schema`) lists all of them.\n\n    service \"api\" { imgae \"ghcr.io/acme/api:1\" }     // image";
    FIELD_OF_ANOTHER_KIND = "field-of-another-kind": "a field makes no sense for this kind of workload",
        "All kinds of workload share one body, but some fields belong to some kinds alone: a schedule to a cron, replicas to a service or a stateful workload, a time limit to a job or cron. Move the field to the workload that it is meant for, or give the workload the kind that it needs.";
    WRITTEN_TWICE = "written-twice": "something is written twice in one layer",
        "A field stands once in its block, and a key once in its map: of two, nobody could tell which one counts. Files that are included belong to the same layer as what includes them. An overlay of an environment is another layer, and may say the same field again.";
    EXCLUSIVE = "exclusive-fields": "two fields exclude each other",
        "Some fields are alternatives: a probe asks by HTTP, TCP, gRPC or a command; `egress` names a range, a host or a namespace. One of them may stand in a block; an overlay replaces one with another.";
    WRONG_TYPE = "wrong-type": "a value is of another type than its field takes",
        "A text stands in quotes, a number does not, and the truth values are `#true` and `#false` in KDL, `true` and `false` in YAML and JSON. A quantity with a unit is text: `memory=\"256Mi\"`, `within=\"30s\"`. The mode of a file is text too, since a number loses its leading zero: `mode=\"0755\"`.";
    OUT_OF_RANGE = "out-of-range": "a number is too small or too large for its field",
        "The message names the range: a port is 1 to 65535, a user 0 to 2147483647.";
    UNKNOWN_WORD = "unknown-word": "a value is none of the words that its field knows",
        "Fields such as `protocol`, `pull` or `restart` know a few words, which the message lists.";
    MALFORMED_TEXT = "malformed-text": "a text does not have the form that its field takes",
        "Names, images, sizes, durations, paths, addresses and schedules have a form of their own, so that a mistake is found here and not by the cluster. A text that holds `{{ }}` is checked once it is evaluated.";
    ARGUMENT_COUNT = "argument-count": "a node has too many values, or lacks one",
        "A node takes the values that stand behind its name: `workdir \"/app\"` one, `service \"api\"` its name, `command \"migrate\" \"up\"` as many as there are. A field of the node is a property or a child: `scale min=3 max=9`, `health { exec \"pg_isready\"; }`. What is taken away with `(remove)` is named, and nothing more is said of it.";
    MISPLACED_PROPERTY = "misplaced-property": "a property stands where arguments or children are taken",
        "KDL reads `name=value` as a property. `command` and the like take arguments, so a flag with `=` stands in quotes: `command \"-port=80\"`. `env`, `labels` and the like take their entries as children: `env { LOG_LEVEL \"info\" }`.";
    UNKNOWN_ANNOTATION = "unknown-annotation": "a word in parentheses means nothing here",
        "Before a node stand `(remove)` and `(replace)`, which say what an overlay does to what lies below it. Before a value of `env`, and a word of `command`, stand `(secret)`, `(public)` and, in `env`, `(field)`. In YAML these are tags: `!remove`, `!replace`, `!secret`.";
    MISSING_FIELD = "missing-field": "something lacks a field that it cannot do without",
        "What is required may be written in any layer: the manifest, a mixin, `defaults`, an environment. This is said after all layers of the environment are merged, so none of them has it.";
    NOTHING_TO_REMOVE = "nothing-to-remove": "an overlay takes away what is not there",
        "`(remove)` takes away what a lower layer says. Where no lower layer says it, the name is mistyped, or the base has changed and the removal is left over. A default of the language is not taken away, but changed by another value: `user 70`. What a type of backing service says goes as if a layer had said it.";
    UNREADABLE_FILE = "unreadable-file": "a file of the manifest cannot be read",
        "The manifest, what it includes, and the environments' own files beside it (`landfall.production.kdl`) are read as UTF-8. Their names end in `.kdl`, `.yaml`, `.yml` or `.json`.";
    INCLUDE_OUTSIDE = "include-outside": "an included file lies outside of the project's folder",
        "What a manifest says must come with it. Put the file into the project, or make the common folder the project's.";
    INCLUDE_CYCLE = "include-cycle": "files include each other in a circle",
        "Each file is included once; a file that includes itself, directly or through others, would never end.";
    UNKNOWN_ENVIRONMENT = "unknown-environment": "there is no environment of that name",
        "`dev`, `staging` and `production` are built in; all others are declared: `environment \"qa\" extends=\"staging\"`. A file `landfall.NAME.kdl` belongs to the environment NAME, which must be one of them.";
    EXTENDS_CYCLE = "extends-cycle": "environments extend each other in a circle",
        "An environment takes target, profile and overlay of the one that it extends, so that one must stand on its own in the end.";
    ENVIRONMENT_WITHOUT_TARGET = "environment-without-target": "an environment does not say what it is compiled to",
        "An environment that is not built in names its target, or extends one that has it: `environment \"edge\" target=\"compose\"`, `environment \"qa\" extends=\"staging\"`.";
    TWO_OVERLAY_FILES = "two-overlay-files": "an environment has two files of its own",
        "Beside the manifest stands at most one file for each environment, in KDL, YAML or JSON.";
    UNKNOWN_MIXIN = "unknown-mixin": "`use` names a mixin that is not there",
        "A mixin is a workload's body with a name: `mixin \"web\" { … }`. It is declared in the manifest, in what it includes, or in the environment.";
    MIXIN_CYCLE = "mixin-cycle": "mixins use each other in a circle",
        "A mixin may lie on others, but not on itself.";
    UNKNOWN_PARAMETER = "unknown-parameter": "a parameter is given that the manifest does not declare",
        "`--param NAME=VALUE` gives a value to `param \"NAME\"` of the manifest.";
    MISSING_PARAMETER = "missing-parameter": "a parameter without a default is not given",
        "A `param` without `default=` must be given at the command line: `--param NAME=VALUE`.";
    YAML_SYNTAX = "yaml-syntax": "the text is not YAML 1.2",
        "A manifest in YAML is indented with spaces, each key is followed by a colon and a space, and a text that holds `: `, ` #` or begins with `*`, `&`, `!`, `{`, `[`, `%` or `@` stands in quotes. A text in JSON is read as the YAML that it is.";
    YAML_UNSUPPORTED = "yaml-unsupported": "something of YAML that manifests do without",
        "A manifest is one document. Keys are texts. Anchors and aliases may repeat a value, within bounds; `<<`, which is no part of YAML 1.2, is refused: a body with a name is a `mixin`, and is taken with `use`. Of the tags, `!secret`, `!public`, `!field`, `!remove` and `!replace` have a meaning.";
    ENV_VALUE = "env-value": "a variable has no value in this environment",
        "A variable without a value is passed through from the surroundings of the script in dev. Everywhere else it needs one.\n\n    environment \"staging\" {\n        service \"api\" { env { LOG_LEVEL \"info\"; } }\n    }";
    ROUTE_HOST = "route-host": "a text is no host",
        "The host of a route is a DNS name: parts of letters, digits and hyphens, at most 63 in each, and 253 characters in all. `*.` before it stands for one more part, and `*` alone for any host.\n\n    route \"shop.example.com\"";
    GITOPS_REPOSITORY = "gitops-repository": "GitOps has no repository",
        "Argo CD and Flux take the output from a repository.\n\n    gitops \"argo\" repository=\"https://git.example.com/acme/shop.git\"";
    TARGET_REFUSES = "target-refuses": "the environment's target cannot express a field",
        "Nothing is dropped in silence: where a target has no way to say what a field means, and leaving it out would change what runs, the render stops. The help says what the target has instead. To keep the field for other environments alone, write it in their overlays.";

    IMMUTABLE_FIELD = "immutable-field": "an object changes in a field that Kubernetes never changes",
        "Some fields are fixed when an object is made: the selector of a Deployment, the claims of a StatefulSet, the address of a headless Service. The object has to be made anew, and the message says how to do that without losing what it holds.";
    KIND_CHANGED = "kind-changed": "a workload becomes another kind of object",
        "A Deployment that becomes a StatefulSet is a new object beside the old one: both would run until the old one is deleted, and the volumes of the old one are not those of the new.";
    VOLUME_RENAMED = "volume-renamed": "a volume is left behind",
        "A volume is found by its name. Under a new name there is an empty volume, and what the old one holds stays where it is until somebody copies it, or deletes it.";
    VOLUME_SHRUNK = "volume-shrunk": "a volume would become smaller",
        "Kubernetes lets a claim grow, where the storage class allows it, and never shrink. A smaller volume is a new one, to which the data is copied.";
    AUTOSCALER_CHANGED = "autoscaler-changed": "another autoscaler takes a workload over",
        "The cluster's autoscaler (HorizontalPodAutoscaler) and KEDA's (ScaledObject, which makes one of its own) cannot both have the replicas of a workload: KEDA refuses one that is scaled already. What is no longer in the output stays in the cluster until somebody deletes it; the message prints the command.";
    REPLICAS_HANDED_OVER = "replicas-handed-over": "the number of replicas is left to an autoscaler",
        "As soon as `replicas` is no longer in an object that is applied, Kubernetes takes it for 1, and stops all pods but one before the autoscaler says otherwise. Another field manager that holds the present number while the autoscaler takes over prevents that; the message prints the command.";
    PORT_RENAMED = "port-renamed": "a port of a Service changes its name or its number",
        "What is outside of the application may know the port by its name or number: Ingresses, ServiceMonitors, policies of other namespaces. They have to change with it.";
    DATABASE_MAJOR_VERSION = "database-major-version": "a database gets another major version and keeps its volume",
        "Most databases do not read the files of another major version, and do not start on them. The data has to be dumped before and restored after, or migrated with the database's own tool.";
    CHANGED_BY_HAND = "changed-by-hand": "a file of the output was changed by hand",
        "`render` only replaces what it wrote itself. A file that somebody changed since is named and nothing is written, so that no work is lost. Bring the change into the manifest, perhaps as a `patch`, and write the file anew with `--force`.";
    FOREIGN_FILE = "foreign-file": "a file that landfall did not write is in the way",
        "`render` only replaces what it wrote itself: what it wrote is in `.landfall.json` beside the output. Move the file away, choose another folder with `--out`, or replace it with `--force`.";
    OUTPUT_FILE = "output-file": "a file of the output could not be read or written",
        "The message has the system's own words. Every file is either as it was or as it should be, and the next `render` mends the rest.";
    FIELD_WEAKENED = "field-weakened": "a target expresses a field in part",
        "The output holds part of what the field says, and the message says what is lost. `landfall render --ledger` lists what became of every field; `--strict` makes losses errors.";
    FIELD_IGNORED = "field-ignored": "a target has no such thing as a field",
        "The field says something that this target does not know, as a storage class says nothing to Docker. `landfall render --ledger` lists what became of every field; `--strict` makes losses errors.";
    COMMAND_LINE = "command-line": "the command line asks for what cannot be",
        "The words of the command line are read, and do not fit together or name nothing. `landfall COMMAND --help` shows what a command takes, with examples.";
    SECRET_VALUES = "secret-values": "values of secrets cannot be taken from their file",
        "`landfall secrets` takes values from a file of lines NAME=value, as a `.env` has them: the name of a secret in capitals, with `_` for what is no letter or digit. A value with blanks or `#` stands in quotes.\n\n    STRIPE_KEY=sk_test_123\n    GREETING=\"hello world\"";
    PROJECT_NOT_FOUND = "project-not-found": "no manifest was found",
        "A project is a folder with a `landfall.kdl`, `landfall.yaml` or `landfall.json`. It is looked for in the folder where the command runs, and in every folder above it. `-f` names another.";
    REVISION = "revision": "a revision of Git cannot be compared with",
        "`landfall diff --against REVISION` reads the manifest and its files as they are in a commit, by the `git` program: a branch, a tag, `HEAD~1`. Three dots behind it stand for the commit where this branch left it, as in `git diff main...`, which a shallow clone may lack.";
    TYPE_CHANGED = "type-changed": "an overlay gives a backing service another type",
        "Layers of one backing service merge, and the fields of one type mean nothing to another: `mysql \"db\"` over `postgres \"db\"` is a mistake mostly. Where it is meant, the overlay starts anew.\n\n    environment \"dev\" { (replace)mysql \"db\" version=\"8.4\" }";
}
