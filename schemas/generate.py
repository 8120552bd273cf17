#!/usr/bin/env python3
"""Writes schemas/generated/*.inc: what the two AWS services declare, as C++ constants.

    python3 -m pip install botocore==1.44.8
    python3 schemas/generate.py            # writes the files
    python3 schemas/generate.py --check    # compares: exit 0 = current, 1 = differs, with a diff

Exit 2: botocore is missing or not of the pinned version. Same model, same bytes, on every machine.
"""

import argparse
import dataclasses
import difflib
import pathlib
import re
import sys

BOTOCORE_VERSION = "1.44.8"
OUTPUT = pathlib.Path(__file__).resolve().parent / "generated"
LINE_MAX = 100


@dataclasses.dataclass(frozen=True)
class ServiceInScope:
    name: str  # botocore's
    api_version: str
    prefix: str  # of our files, and of wire::Service
    operations: tuple[str, ...]  # in the order of the table


SERVICES = (
    ServiceInScope(
        "bedrock-agent", "2023-06-05", "control",
        ("CreateFlow", "GetFlow", "UpdateFlow", "DeleteFlow", "ListFlows", "PrepareFlow",
         "ValidateFlowDefinition", "CreateFlowVersion", "GetFlowVersion", "DeleteFlowVersion",
         "ListFlowVersions", "CreateFlowAlias", "GetFlowAlias", "UpdateFlowAlias",
         "DeleteFlowAlias", "ListFlowAliases", "CreatePrompt", "GetPrompt", "UpdatePrompt",
         "DeletePrompt", "ListPrompts", "CreatePromptVersion", "TagResource", "UntagResource",
         "ListTagsForResource")),
    ServiceInScope(
        "bedrock-agent-runtime", "2023-07-26", "runtime",
        ("InvokeFlow", "StartFlowExecution", "GetFlowExecution", "ListFlowExecutions",
         "ListFlowExecutionEvents", "StopFlowExecution", "GetExecutionFlowSnapshot")),
)


@dataclasses.dataclass(frozen=True)
class Departure:
    """One place where the service behaves unlike its model. `changes` replaces traits of the shape;
    "required" and "members" are added to what the model has."""
    service: str
    shape: str
    changes: dict
    reason: str


DEPARTURES = (
    Departure("bedrock-agent", "FlowConnections", {"max": 100},
              "The model says 20, yet flows with more deploy; 39 were reported."),
    Departure("bedrock-agent", "FlowConnectionName",
              {"max": 200, "pattern": "[a-zA-Z]([_]?[0-9a-zA-Z]){1,199}"},
              "The console makes longer names than the model's pattern allows."),
    Departure("bedrock-agent", "TaggableResourcesArn",
              {"pattern": "arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:"
                          "(flow/[0-9a-zA-Z]{10}(/alias/[0-9a-zA-Z]{10})?"
                          "|prompt/[0-9a-zA-Z]{10}(:[0-9]{1,5})?)"},
              "The model writes /d for \\d, so no real ARN fits it. Of its resources only flows,"
              " aliases and prompts exist here."),
    Departure("bedrock-agent", "FlowAliasRoutingConfigurationListItem",
              {"required": ("flowVersion",)},
              "Not marked in the model, but a route without a version leads nowhere."),
    Departure("bedrock-agent-runtime", "StartFlowExecutionRequest",
              {"members": {"name": {"shape": "FlowExecutionName"}}},
              "The user guide's example sends name where the model says flowExecutionName."),
)
# Patterns are always matched against the whole text, which repairs those of the runtime whose
# anchors belong to one alternative only. The outermost ^ and $ are dropped, as AWS's messages do.

KINDS = {
    "structure": "kStructure", "list": "kList", "map": "kMap", "string": "kString",
    "integer": "kInteger", "long": "kLong", "float": "kFloat", "boolean": "kBoolean",
    "timestamp": "kTimestamp", "blob": "kBlob",
}
LOCATIONS = {None: "kBody", "uri": "kUri", "querystring": "kQuery", "header": "kHeader"}


def load_model(service):
    try:
        import botocore
        import botocore.loaders
    except ImportError:
        raise SystemExit(fail(2, f"botocore {BOTOCORE_VERSION} is not installed"))
    if botocore.__version__ != BOTOCORE_VERSION:
        raise SystemExit(fail(2, f"botocore is {botocore.__version__}, not {BOTOCORE_VERSION}"))
    # Only the models of the package itself: a user's own in ~/.aws must not leak into the tables.
    loader = botocore.loaders.Loader(
        extra_search_paths=[botocore.loaders.Loader.BUILTIN_DATA_PATH],
        include_default_search_paths=False)
    return loader.load_service_model(service.name, "service-2", service.api_version)


def fail(code, message):
    print(f"generate.py: {message}", file=sys.stderr)
    return code


def depart(service, shapes):
    """The model's shapes with the departures applied; the model itself is left alone."""
    result = {name: dict(shape) for name, shape in shapes.items()}
    for departure in DEPARTURES:
        if departure.service != service.name:
            continue
        shape = result[departure.shape]
        for trait, value in departure.changes.items():
            if trait == "required":
                shape[trait] = [*shape.get(trait, ()), *value]
            elif trait == "members":
                shape[trait] = {**shape[trait], **value}
            else:
                shape[trait] = value
    return result


def reachable(shapes, roots):
    found, to_visit = set(), list(roots)
    while to_visit:
        name = to_visit.pop()
        if name in found:
            continue
        found.add(name)
        shape = shapes[name]
        references = [shape[part] for part in ("member", "key", "value") if part in shape]
        references += shape.get("members", {}).values()
        to_visit += [reference["shape"] for reference in references]
    return sorted(found)


def literal(text, indent):
    """A C++ string literal; long ones become several lines of adjacent literals, which break behind
    a separator where there is one."""
    assert text.isascii() and text.isprintable(), text
    escapes = {"\\": "\\\\", '"': '\\"'}
    pieces, line = [], ""
    for position, character in enumerate(text):
        escaped = escapes.get(character, character)
        if character == "?" and text[position - 1:position] == "?":
            escaped = "\\?"  # two in a row would begin a trigraph
        if len(line) + len(escaped) > LINE_MAX - indent - 4:
            end = max(line.rfind(separator) for separator in "/|:") + 1 or len(line)
            pieces.append(line[:end])
            line = line[end:]
        line += escaped
    pieces.append(line)
    return ("\n" + " " * indent).join(f'"{piece}"' for piece in pieces)


def row(fields, indent):
    """{.a = 1, .b = 2}, on one line if it fits."""
    texts = [f".{name} = {value}" for name, value in fields]
    one_line = " " * indent + "{" + ", ".join(texts) + "},"
    if len(one_line) <= LINE_MAX and "\n" not in one_line:
        return one_line
    lines, line = [], " " * indent + "{"
    for position, text in enumerate(texts):
        text += "," if position + 1 < len(texts) else "},"
        start = line if line.endswith("{") else line + " "
        if len(start + text.split("\n", 1)[0]) > LINE_MAX:
            lines.append(line)
            start = " " * (indent + 1)
        line = start + text
    return "\n".join([*lines, line])


def strings_array(name, values):
    body, line = [], "   "
    for value in values:
        item = f' "{value}",'
        assert re.fullmatch(r"[\w.:-]*", value, re.ASCII), value
        if len(line + item) > LINE_MAX:
            body.append(line)
            line = "   "
        line += item
    return [f"constexpr std::string_view {name}[] = {{", *body, line, "};"]


def shape_reference(name):
    return f"&kShapes[At::{name}]"


def member_row(structure, name, member):
    unknown = set(member) - {"shape", "documentation", "location", "locationName",
                             "idempotencyToken"}
    assert not unknown, (name, unknown)
    fields = [("name", f'"{name}"'), ("shape", shape_reference(member["shape"]))]
    if name in structure.get("required", ()):
        fields.append(("required", "true"))
    if member.get("idempotencyToken"):
        fields.append(("idempotency_token", "true"))
    location = LOCATIONS[member.get("location")]
    if location != "kBody":
        fields.append(("location", f"Location::{location}"))
    fields.append(("wire_name", f'"{member.get("locationName", name)}"'))
    return row(fields, 4)


def shape_row(name, shape):
    kind = "kDocument" if shape.get("document") else KINDS[shape["type"]]
    fields = [("name", f'"{name}"'), ("kind", f"Kind::{kind}")]
    for trait in ("min", "max"):
        if trait in shape:
            assert shape[trait] == int(shape[trait]), name
            fields.append((trait, str(int(shape[trait]))))
    if "pattern" in shape:
        pattern = shape["pattern"].removeprefix("^")
        if pattern.endswith("$") and not pattern.endswith("\\$"):
            pattern = pattern[:-1]
        fields.append(("pattern", literal(pattern, 16)))
    if "enum" in shape:
        fields.append(("enum_values", f"kEnum{name}"))
    if shape.get("members"):
        fields.append(("members", f"kMembers{name}"))
    if "key" in shape:
        fields.append(("key", shape_reference(shape["key"]["shape"])))
    for part in ("member", "value"):
        if part in shape:
            fields.append(("element", shape_reference(shape[part]["shape"])))
    for trait, flag in (("sensitive", "sensitive"), ("union", "is_union"),
                        ("exception", "is_exception"), ("eventstream", "is_event_stream")):
        if shape.get(trait):
            fields.append((flag, "true"))
    return row(fields, 4)


def shapes_text(shapes, names):
    lines = ["// Where each shape stands in kShapes.", "struct At {", "  enum : std::size_t {"]
    lines += [f"    {name}," for name in names]
    lines += ["  };", "};", "", f"extern const Shape kShapes[{len(names)}];", ""]
    for name in names:
        if "enum" in shapes[name]:
            lines += strings_array(f"kEnum{name}", shapes[name]["enum"])
    lines.append("")
    for name in names:
        members = shapes[name].get("members", {})
        if members:
            lines.append(f"constexpr Member kMembers{name}[] = {{")
            lines += [member_row(shapes[name], *item) for item in members.items()]
            lines.append("};")
    lines += ["", f"constinit const Shape kShapes[{len(names)}] = {{"]
    lines += [shape_row(name, shapes[name]) for name in names]
    return [*lines, "};"]


def operations_text(service, model):
    lines = []
    for name in service.operations:
        errors = [error["shape"] for error in model["operations"][name]["errors"]]
        lines += strings_array(f"kErrorsOf{name}", errors)
    lines += ["", "constexpr Operation kOperations[] = {"]
    for name in service.operations:
        operation = model["operations"][name]
        http = operation["http"]
        lines.append(row([
            ("name", f'"{name}"'),
            ("service", f"Service::k{service.prefix.capitalize()}"),
            ("method", f'"{http["method"]}"'),
            ("uri", literal(http["requestUri"], 12)),
            ("success_status", str(http.get("responseCode", 200))),
            ("input", shape_reference(operation["input"]["shape"])),
            ("output", shape_reference(operation["output"]["shape"])),
            ("errors", f"kErrorsOf{name}"),
        ], 4))
    return [*lines, "};"]


def errors_text(service, model):
    names = sorted({error["shape"] for name in service.operations
                    for error in model["operations"][name]["errors"]})
    lines = []
    for name in names:
        lines += strings_array(f"kMembersOf{name}", model["shapes"][name]["members"])
    lines += ["", "constexpr ErrorShape kErrors[] = {"]
    for name in names:
        status = model["shapes"][name]["error"]["httpStatusCode"]
        lines.append(row([("name", f'"{name}"'), ("status", str(status)),
                          ("members", f"kMembersOf{name}")], 4))
    return [*lines, "};"]


def provenance(service):
    return [
        "// Written by schemas/generate.py; do not edit.",
        f"// Service {service.name}, API version {service.api_version}: facts derived from the",
        f"// model in botocore {BOTOCORE_VERSION}, Copyright Amazon.com, Inc. or its affiliates,",
        "// licensed under the Apache License, Version 2.0",
        "// (https://www.apache.org/licenses/LICENSE-2.0).",
        "// Where a fact departs from that model, schemas/generate.py says so and why.",
        "",
    ]


def generate():
    files = {}
    for service in SERVICES:
        model = load_model(service)
        shapes = depart(service, model["shapes"])
        roots = [model["operations"][name][side]["shape"]
                 for name in service.operations for side in ("input", "output")]
        names = reachable(shapes, roots)
        inputs = reachable(shapes, roots[::2])
        for name in inputs:  # what the shape check would not understand must not slip in
            assert shapes[name]["type"] not in ("blob", "timestamp", "long"), name
            for member in shapes[name].get("members", {}).values():
                assert member.get("location") != "header", name
                assert "location" in member or "locationName" not in member, name
        for part, lines in (("shapes", shapes_text(shapes, names)),
                            ("operations", operations_text(service, model)),
                            ("errors", errors_text(service, model))):
            text = "\n".join([*provenance(service), *lines, ""])
            files[f"{service.prefix}_{part}.inc"] = re.sub(r"\n{3,}", "\n\n", text)
    return files


def check(files):
    current = True
    for name in sorted(files.keys() | {path.name for path in OUTPUT.glob("*.inc")}):
        path = OUTPUT / name
        committed = path.read_text(encoding="ascii") if path.exists() else ""
        if committed != files.get(name, ""):
            current = False
            sys.stdout.writelines(difflib.unified_diff(
                committed.splitlines(keepends=True),
                files.get(name, "").splitlines(keepends=True),
                f"generated/{name} (committed)", f"generated/{name} (from the model)"))
    return 0 if current else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    files = generate()
    if arguments.check:
        return check(files)
    OUTPUT.mkdir(exist_ok=True)
    for name, text in files.items():
        (OUTPUT / name).write_text(text, encoding="ascii", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
