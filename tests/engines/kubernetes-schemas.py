"""Makes folders that kubeconform reads out of the schemas that the package kubernetes-validate brings.
usage: kubernetes-schemas.py OUT VERSION…   Writes OUT/vVERSION[-strict]/KIND-GROUP-VERSION.json, each with the definitions that it reaches."""
import json, os, sys

import kubernetes_validate

source = os.path.join(os.path.dirname(kubernetes_validate.__file__), "kubernetes-json-schema")
PREFIXES = "/api/_definitions.json#/$defs/", "#/$defs/"


def point_here(node, names):
    """Points every reference at #/$defs, drops $id, adds the names that are referred to."""
    if isinstance(node, list):
        for value in node:
            point_here(value, names)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("$id"), str):
        del node["$id"]
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = next((reference[len(p):] for p in PREFIXES if reference.startswith(p)), None)
        if name is None:
            sys.exit(f"unknown reference {reference}")
        names.add(name)
        node["$ref"] = "#/$defs/" + name
    for value in node.values():
        point_here(value, names)


def reached(schema, edges):
    todo, seen = set(), set()
    point_here(schema, todo)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo |= edges[name]
    return seen


def build(out, version, strict):
    folder = os.path.join(source, f"v{version}-local{strict}")
    target = os.path.join(out, f"v{version}{strict}")
    os.makedirs(target)
    definitions = json.load(open(os.path.join(folder, "_definitions.json")))["$defs"]
    edges = {name: set() for name in definitions}
    for name, schema in definitions.items():
        point_here(schema, edges[name])
    for name in sorted(os.listdir(folder)):
        schema = json.load(open(os.path.join(folder, name)))
        if name == "_definitions.json" or not schema.get("x-kubernetes-group-version-kind"):
            continue
        schema["$defs"] = {d: definitions[d] for d in sorted(reached(schema, edges))}
        json.dump(schema, open(os.path.join(target, name), "w"))


for version in sys.argv[2:]:
    for strict in "", "-strict":
        build(sys.argv[1], version, strict)
