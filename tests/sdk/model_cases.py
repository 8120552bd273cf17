"""For each constraint of an operation's input, a request that breaks it and one that does not."""
import functools
import itertools
from typing import NamedTuple

import constraint_oracle as oracle
from api_model import (REQUEST_DEPARTURES, is_union, kind_of, matches, operation_model,
                       traits_of)
from pattern_samples import breaking, of_length, samples

DEFINITION_DEPTH = 2  # a loop's definition is a definition again
ABSENT = object()
WRONG_TYPE = "wrong JSON type"


class Case(NamedTuple):
    operation: str
    kind: str   # of the constraint
    path: str   # of the member, as messages write it
    rule: str   # what the bad request is told about it
    good: dict  # a request that is within the constraint, if only just; None where there is none
    bad: dict   # one that is not; None where there is none


class Variant(NamedTuple):
    """A case that has not reached the top of the request yet."""
    kind: str
    path: str
    rule: str
    good: object
    bad: object

    def inside(self, step, wrap):
        good, bad = (value if value is None else wrap(value) for value in (self.good, self.bad))
        return self._replace(path=oracle.under(step, self.path) if self.path else step,
                             good=good, bad=bad)


@functools.cache
def cases(operation):
    shape = operation_model(operation).input_shape
    found = []
    for variant in structure_variants(shape, 0):
        if variant.path and expressible(shape, variant):
            found.append(Case(operation, *variant))
    return found


def expressible(shape, variant):
    """A label cannot be absent or empty, a list in the query neither empty nor null; and a text
    there is of the wrong type only if it is no number or no boolean."""
    name = variant.path.split(".")[0]
    location = shape.members[name].serialization.get("location")
    if location is None or variant.bad is None:
        return True
    value = variant.bad.get(name, ABSENT)
    if location == "uri":
        return isinstance(value, str) and value != ""
    if variant.kind == WRONG_TYPE:
        return kind_of(shape.members[name]) in ("integer", "boolean") and isinstance(value, str)
    return value not in ([], [None])


def traits(shape):
    return traits_of(shape, REQUEST_DEPARTURES)


# Names have to differ within a definition, loops included.
_numbers = itertools.count()
_NAMED = ("FlowNode", "FlowConnection")
_TEMPLATE = ("templateType", "templateConfiguration")
_AGREEING = {"FlowNode": ("type", "configuration"), "PromptVariant": _TEMPLATE,
             "PromptFlowNodeInlineConfiguration": _TEMPLATE}


def minimal(shape):
    """A valid value with no more in it than there has to be."""
    kind, constraints = kind_of(shape), traits(shape)
    if kind == "structure":
        names = constraints.get("required", ())
        if is_union(shape):
            names = list(shape.members)[:1]
        value = {name: minimal(shape.members[name]) for name in names}
        if shape.name in _NAMED:
            value["name"] = f"N{next(_numbers)}"
        return value
    if kind == "list":
        return items(shape, max(constraints.get("min", 0), 1))
    if kind == "string":
        return text_of(constraints)
    return {"map": {}, "document": {}, "boolean": True, "integer": constraints.get("min", 1),
            "float": 0.5}[kind]


def items(shape, count):
    return [minimal(shape.member) for _ in range(count)]


def text_of(constraints, length=None):
    """A valid text, of a certain length if it has to be; None where none is known."""
    if "enum" in constraints:
        return constraints["enum"][0]
    pattern = constraints.get("pattern", r"[\s\S]*")
    if length is None:
        low = constraints.get("min", 0)
        fitting = [text for text in samples(pattern) if text and len(text) >= low]
        return fitting[0] if fitting else of_length(pattern, max(low, 1))
    return of_length(pattern, length)


def variants(shape, depth):
    kind = kind_of(shape)
    if kind == "structure" and shape.name == "FlowDefinition":
        if depth == DEFINITION_DEPTH:
            return
        depth += 1
    if kind == "structure":
        yield from structure_variants(shape, depth)
    elif kind == "list":
        yield from list_variants(shape, depth)
    elif kind == "map":
        yield from map_variants(shape, depth)
    elif kind == "string":
        yield from text_variants(shape)
    elif kind in ("integer", "float"):
        yield from number_variants(shape)
    elif kind == "boolean":
        yield from wrong_types(True, "True", 1)


def wrong_types(good, *bad):
    for value in bad:
        yield Variant(WRONG_TYPE, "", "", good, value)


def structure_variants(shape, depth):
    base = {} if is_union(shape) else minimal(shape)
    if is_union(shape):
        yield from union_variants(shape)
    else:
        for name in traits(shape).get("required", ()):
            rest = {key: value for key, value in base.items() if key != name}
            yield Variant("required", name, oracle.REQUIRED, base, rest)
    yield from wrong_types(minimal(shape), "text", [])
    for name, member in shape.members.items():
        def wrap(value, name=name):
            return agree(shape, {**base, name: value}, name)
        for variant in variants(member, depth):
            yield variant.inside(name, wrap)


def agree(shape, whole, changed):
    """Where an enumeration names the member of a union beside it, lets the other one follow."""
    if changed not in _AGREEING.get(shape.name, ()):
        return whole
    enum_name, union_name = _AGREEING[shape.name]
    enum, union, value = shape.members[enum_name], shape.members[union_name], whole[changed]
    if changed == union_name and isinstance(value, dict):
        types = [name for name in enum.enum if [name.lower()] == [key.lower() for key in value]]
        whole[enum_name] = types[0] if types else whole[enum_name]
    if changed == enum_name and union_name in whole and value in enum.enum:
        member = next(name for name in union.members if name.lower() == value.lower())
        whole[union_name] = {member: minimal(union.members[member])}
    return whole


def union_variants(shape):
    rule, good = oracle.wrong_union(shape.members), minimal(shape)
    yield Variant("union", "", rule, good, {})
    yield Variant("union", "", rule, {**good, "noSuchMember": 1}, {"noSuchMember": 1})
    for first, second in itertools.pairwise(shape.members):
        bad = {name: minimal(shape.members[name]) for name in (first, second)}
        yield Variant("union", "", rule, {second: bad[second]}, bad)


def list_variants(shape, depth):
    constraints = traits(shape)
    low, high = constraints.get("min", 0), constraints.get("max")
    if low > 0:
        yield Variant("list min", "", oracle.too_short(low), items(shape, low),
                      items(shape, low - 1))
    if high is not None:
        yield Variant("list max", "", oracle.too_long(high), items(shape, high),
                      items(shape, high + 1))
    yield from wrong_types(minimal(shape), {}, "text")
    if kind_of(shape.member) != "document":
        yield Variant("null in a list", "1.member", oracle.REQUIRED, minimal(shape), [None])
    position = 1 if high == 1 else 2
    for variant in variants(shape.member, depth):
        yield variant.inside(f"{position}.member",
                             lambda value: [*items(shape, position - 1), value])


def map_variants(shape, depth):
    yield from wrong_types({}, [], "text")
    rule = oracle.wrong_key(traits(shape.key))
    for variant in text_variants(shape.key):
        if variant.kind != WRONG_TYPE and shape.key.metadata:
            yield variant._replace(kind="map key", rule=rule).inside(
                "", lambda key: {key: minimal(shape.value)})
    key = text_of(traits(shape.key))
    for variant in variants(shape.value, depth):
        yield variant.inside(f"{key}.member", lambda value: {key: value})


def text_variants(shape):
    constraints = traits(shape)
    good = text_of(constraints)
    for value in constraints.get("enum", ()):
        yield Variant("enum", "", oracle.wrong_enum(constraints["enum"]), value, value + "x")
    if constraints.get("min", 0) > 0:
        low = constraints["min"]
        yield Variant("min", "", oracle.too_short(low), text_of(constraints, low),
                      text_of(constraints, low - 1) if low > 1 else "")
    if "max" in constraints and "enum" not in constraints:
        high = constraints["max"]
        longer = text_of(constraints, high + 1) or "a" * (high + 1)
        yield Variant("max", "", oracle.too_long(high), text_of(constraints, high), longer)
    if "pattern" in constraints:
        pattern = constraints["pattern"]
        yield Variant("pattern", "", oracle.wrong_pattern(pattern), good, breaking(pattern))
        if not constraints.get("min") and matches(pattern, ""):
            yield Variant("pattern", "", oracle.wrong_pattern(pattern), "", None)
    yield from wrong_types(good, 5, {})


def number_variants(shape):
    constraints = traits(shape)
    step = 1 if kind_of(shape) == "integer" else 1e-6
    if "min" in constraints:
        low = constraints["min"]
        yield Variant("range min", "", oracle.too_small(low), low, low - step)
    if "max" in constraints:
        high = constraints["max"]
        yield Variant("range max", "", oracle.too_large(high), high, high + step)
    yield from wrong_types(minimal(shape), "text", True)
    if kind_of(shape) == "integer":
        yield from wrong_types(minimal(shape), 1.5, 2**31)
