//! A graph as a picture.

use super::{
    Bond, Graph, Link, Node, Sort,
    layout::{Card, Layout, Placed, Point, layout},
    measure::{shortened, width},
};
use std::{collections::BTreeSet, fmt::Write as _};

const MARGIN: f64 = 28.0;
const TITLE: f64 = 44.0;
const LEGEND: f64 = 44.0;
const NAME_SIZE: u32 = 14;
const NOTE_SIZE: u32 = 11;
const NAME_LINE: f64 = 19.0;
const NOTE_LINE: f64 = 15.0;
const PADDING: f64 = 14.0;
/// The longest text of a node, in characters.
const LONGEST: usize = 44;

const STYLE: &str = "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;fill:#0f172a}\
.title{font-size:16px;font-weight:600}.name{font-size:14px;font-weight:600}.note{font-size:11px;fill:#475569}\
.at{font-size:10px;fill:#475569;paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}\
.card{stroke-width:1.5}.line{fill:none;stroke:#94a3b8;stroke-width:1.5}.before{stroke:#d97706;stroke-dasharray:6 4}\
.waits-for{stroke-dasharray:2 4}.entrance{fill:#e2e8f0;stroke:#64748b}.running{fill:#eff6ff;stroke:#3b82f6}\
.task{fill:#fffbeb;stroke:#d97706}.backing{fill:#ecfdf5;stroke:#059669}\
.external{fill:#ffffff;stroke:#059669;stroke-dasharray:5 3}.beyond{fill:#ffffff;stroke:#64748b;stroke-dasharray:5 3}";

/// The most addresses that a node shows.
const ADDRESSES: usize = 3;

/// Where a node is reached.
#[derive(Default)]
struct Doors<'g> {
    addresses: BTreeSet<&'g str>,
    ports: BTreeSet<&'g str>,
}

/// A node as it is drawn.
struct Drawn {
    name: String,
    notes: Vec<String>,
}

/// The graph as SVG.
pub fn render(graph: &Graph) -> String {
    let doors: Vec<Doors<'_>> = (0..graph.nodes.len()).map(|node| doors(graph, node)).collect();
    let drawn: Vec<Drawn> = graph.nodes.iter().zip(&doors).map(|(node, doors)| drawn(node, doors)).collect();
    let cards: Vec<Card> = graph.nodes.iter().zip(&drawn).map(|(node, drawn)| card(node, drawn)).collect();
    let ends: Vec<(usize, usize)> = graph.links.iter().map(|link| (link.from, link.to)).collect();
    let Layout { nodes, lines, width: whole, height } = layout(&cards, &ends);
    let legend = legend(graph);
    let least = f64::from(width(&graph.title(), 16)) / 100.0;
    let (wide, high) = (whole.max(least).max(legend.1) + 2.0 * MARGIN, height + TITLE + LEGEND + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\">\n<title>{2}</title>\n<style>{STYLE}</style>\n",
        number(wide),
        number(high),
        escaped(&graph.title())
    );
    for (id, color) in [("arrow", "#94a3b8"), ("arrow-before", "#d97706")] {
        let _ = writeln!(
            svg,
            "<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"{color}\"/></marker>"
        );
    }
    svg += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"{}\" y=\"{}\">{}</text>",
        number(MARGIN),
        number(MARGIN + 16.0),
        escaped(&graph.title())
    );
    let _ = writeln!(svg, "<g transform=\"translate({} {})\">", number(MARGIN), number(MARGIN + TITLE));
    for (link, points) in graph.links.iter().zip(&lines) {
        svg += &line(link, points);
    }
    for ((node, drawn), placed) in graph.nodes.iter().zip(&drawn).zip(&nodes) {
        svg += &self::node(node, drawn, placed);
    }
    for (link, points) in graph.links.iter().zip(&lines) {
        svg += &doors.get(link.to).map(|doors| label(link, doors, points)).unwrap_or_default();
    }
    svg += "</g>\n";
    let _ = writeln!(svg, "<g transform=\"translate({} {})\">\n{}</g>", number(MARGIN), number(high - MARGIN - 8.0), legend.0);
    svg + "</svg>\n"
}

/// Where those who come to a node reach it: at which addresses, and at which ports.
fn doors(graph: &Graph, node: usize) -> Doors<'_> {
    let mut doors = Doors::default();
    for at in graph.coming(node).flat_map(|link| &link.at) {
        let list = if is_address(at) { &mut doors.addresses } else { &mut doors.ports };
        list.insert(at);
    }
    doors
}

fn is_address(at: &str) -> bool {
    at.contains("//")
}

fn drawn(node: &Node, doors: &Doors<'_>) -> Drawn {
    let mut notes = vec![node.word.clone()];
    for note in &node.notes {
        match notes.last_mut() {
            Some(last) if last.chars().count() + note.chars().count() + 3 <= LONGEST => *last = format!("{last} · {note}"),
            _ => notes.push(note.clone()),
        }
    }
    let more = doors.addresses.len().saturating_sub(ADDRESSES);
    notes.extend(doors.addresses.iter().take(ADDRESSES).map(|address| (*address).to_owned()));
    notes.extend((more > 0).then(|| format!("and {more} more")));
    let said = |port: &&&str| node.notes.iter().any(|note| note.ends_with(&format!(":{port}")));
    let ports: Vec<&str> = doors.ports.iter().filter(|port| !said(port)).copied().collect();
    if !ports.is_empty() {
        notes.push(format!("at {}", ports.join(", ")));
    }
    Drawn { name: shortened(&node.name, LONGEST), notes: notes.iter().map(|note| shortened(note, LONGEST)).collect() }
}

fn card(node: &Node, drawn: &Drawn) -> Card {
    let name = width(&drawn.name, NAME_SIZE) + width(&drawn.name, 1);
    let widest = drawn.notes.iter().map(|note| width(note, NOTE_SIZE)).chain([name]).max().unwrap_or(0);
    let lines = f64::from(u32::try_from(drawn.notes.len()).unwrap_or(u32::MAX));
    Card {
        width: (f64::from(widest) / 100.0 + 2.0 * PADDING).max(96.0),
        height: NAME_LINE + lines * NOTE_LINE + 17.0,
        last: matches!(node.sort, Sort::External | Sort::Beyond),
    }
}

fn node(node: &Node, drawn: &Drawn, placed: &Placed) -> String {
    let Placed { x, y, width, height } = *placed;
    let round = match node.sort {
        Sort::Entrance | Sort::Beyond => 18.0,
        Sort::Running | Sort::Task | Sort::Backing | Sort::External => 8.0,
    };
    let all: Vec<&str> =
        [node.name.as_str(), node.word.as_str()].into_iter().chain(node.notes.iter().map(String::as_str)).collect();
    let mut svg = format!("<g><title>{}</title>\n", escaped(&all.join("\n")));
    let _ = writeln!(
        svg,
        "<rect class=\"card {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
        node.sort.name(),
        number(x),
        number(y),
        number(width),
        number(height),
        number(round)
    );
    let middle = number(x + width / 2.0);
    let mut line = y + 24.0;
    let _ = writeln!(
        svg,
        "<text class=\"name\" text-anchor=\"middle\" x=\"{middle}\" y=\"{}\">{}</text>",
        number(line),
        escaped(&drawn.name)
    );
    line += NAME_LINE - 2.0;
    for note in &drawn.notes {
        let _ = writeln!(
            svg,
            "<text class=\"note\" text-anchor=\"middle\" x=\"{middle}\" y=\"{}\">{}</text>",
            number(line),
            escaped(note)
        );
        line += NOTE_LINE;
    }
    svg + "</g>\n"
}

/// A line: straight through each column, and in a curve between two.
fn line(link: &Link, points: &[Point]) -> String {
    let [(x, y), rest @ ..] = points else { return String::new() };
    let mut path = format!("M{} {}", number(*x), number(*y));
    let (mut x, mut y) = (*x, *y);
    for (next_x, next_y) in rest {
        let middle = number((x + next_x) / 2.0);
        let _ = write!(path, "C{middle} {} {middle} {} {} {}", number(y), number(*next_y), number(*next_x), number(*next_y));
        (x, y) = (*next_x, *next_y);
    }
    let (class, arrow) = match link.bond {
        Bond::Reaches => ("line", "arrow"),
        Bond::Before => ("line before", "arrow-before"),
        Bond::WaitsFor => ("line waits-for", "arrow"),
    };
    format!("<path class=\"{class}\" marker-end=\"url(#{arrow})\" d=\"{path}\"/>\n")
}

/// The ports at which a link arrives, beside the arrow, where others arrive at others.
fn label(link: &Link, doors: &Doors<'_>, points: &[Point]) -> String {
    let ports: Vec<&str> = link.at.iter().map(String::as_str).filter(|at| !is_address(at)).collect();
    let Some((x, y)) = points.last().filter(|_| !ports.is_empty() && ports.len() < doors.ports.len()) else {
        return String::new();
    };
    let text = escaped(&shortened(&ports.join(", "), LONGEST));
    format!("<text class=\"at\" text-anchor=\"end\" x=\"{}\" y=\"{}\">{text}</text>\n", number(x - 12.0), number(y - 4.0))
}

/// What the colours and lines mean, as far as they are there, and how wide that is.
fn legend(graph: &Graph) -> (String, f64) {
    let mut svg = String::new();
    let mut x = 0.0;
    let sorts = [
        (Sort::Entrance, "who comes in"),
        (Sort::Running, "workload"),
        (Sort::Task, "job or cron"),
        (Sort::Backing, "backing service"),
        (Sort::External, "run by somebody else"),
        (Sort::Beyond, "outside"),
    ];
    for (sort, words) in sorts.into_iter().filter(|(sort, _)| graph.nodes.iter().any(|node| node.sort == *sort)) {
        let _ = writeln!(
            svg,
            "<rect class=\"card {}\" x=\"{}\" y=\"-9\" width=\"14\" height=\"11\" rx=\"3\"/>",
            sort.name(),
            number(x)
        );
        x += 20.0;
        let _ = writeln!(svg, "<text class=\"note\" x=\"{}\" y=\"0\">{words}</text>", number(x));
        x += f64::from(width(words, NOTE_SIZE)) / 100.0 + 18.0;
    }
    let bonds = [
        (Bond::Reaches, "line", "reaches"),
        (Bond::Before, "line before", "ends before"),
        (Bond::WaitsFor, "line waits-for", "waits for"),
    ];
    for (_, class, words) in bonds.into_iter().filter(|(bond, ..)| graph.links.iter().any(|link| link.bond == *bond)) {
        let _ = writeln!(svg, "<path class=\"{class}\" d=\"M{} -4h24\"/>", number(x));
        x += 30.0;
        let _ = writeln!(svg, "<text class=\"note\" x=\"{}\" y=\"0\">{words}</text>", number(x));
        x += f64::from(width(words, NOTE_SIZE)) / 100.0 + 18.0;
    }
    (svg, x)
}

/// A number with one digit behind the point, and none where that is a zero.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A text of XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push('\n'),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other if other.is_control() => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_an_element() {
        assert_eq!(escaped("a<b>&\"\u{1b}"), "a&lt;b&gt;&amp;&quot;\u{fffd}");
    }
}
