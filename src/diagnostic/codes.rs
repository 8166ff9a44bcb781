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
}
