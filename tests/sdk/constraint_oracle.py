"""What AWS says about a request that breaks its model, worked out from the model alone."""
import json
import struct

from api_model import (CONTROL, REQUEST_DEPARTURES, is_union, kind_of, matches, operation_model,
                       service_of, traits_of)

LISTED_MAX = 100  # ours: violations spelled out in one message
ECHOED_MAX = 1024  # ours: characters of a value that a message quotes
REQUIRED = "Member must not be null"


class WrongType(Exception):
    """A value has another JSON type than its member. It hides all violations."""


def too_long(limit):
    return f"Member must have length less than or equal to {limit}"


def too_short(limit):
    return f"Member must have length greater than or equal to {limit}"


def too_large(limit):
    return f"Member must have value less than or equal to {limit}"


def too_small(limit):
    return f"Member must have value greater than or equal to {limit}"


def wrong_pattern(pattern):
    return f"Member must satisfy regular expression pattern: {pattern}"


def wrong_enum(values):
    return f"Member must satisfy enum value set: [{', '.join(values)}]"


def wrong_union(members):
    return f"Member must have exactly one of these members set: [{', '.join(members)}]"


def wrong_key(traits):
    rules = [text(traits[name]) for name, text in (
        ("max", too_long), ("min", too_short), ("pattern", wrong_pattern)) if name in traits]
    return f"Map keys must satisfy constraint: [{', '.join(rules)}]"


def shown(value):
    """A value as a message quotes it: [a, b] and {name=value}."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={shown(member)}" for name, member in value.items()) + "}"
    return json.dumps(value)


def quoted(value):
    text = "null" if value is None else shown(value)
    if len(text) > ECHOED_MAX:
        text = text[:ECHOED_MAX] + "..."
    return text if value is None else f"'{text}'"


def is_sensitive(shape):
    return bool(traits_of(shape, REQUEST_DEPARTURES).get("sensitive"))


def hides(shape, above=()):
    """Whether a shape is sensitive or has a member that is."""
    if is_sensitive(shape):
        return True
    if shape.name in above:
        return False
    kind, above = kind_of(shape), (*above, shape.name)
    if kind == "structure":
        return any(hides(member, above) for member in shape.members.values())
    if kind == "map":
        return hides(shape.key, above) or hides(shape.value, above)
    return kind == "list" and hides(shape.member, above)


class Walk:
    """One visit of a request; `found` collects (path, value shown, rule)."""

    def __init__(self):
        self.found = []

    def add(self, path, shape, value, hidden, rule):
        hidden = hidden or (is_sensitive(shape) if value is None else hides(shape))
        value = "Value" if hidden else f"Value {quoted(value)}"
        self.found.append((path, rule, f"{value} at '{path}' failed to satisfy constraint: {rule}"))

    def visit(self, shape, value, path, hidden):
        """Returns the value as the service keeps it."""
        hidden = hidden or is_sensitive(shape)
        return getattr(self, kind_of(shape))(shape, value, path, hidden)

    def document(self, shape, value, path, hidden):
        return value

    def structure(self, shape, value, path, hidden):
        demand(isinstance(value, dict), path)
        kept = {name: self.visit(shape.members[name], member, under(path, name), hidden)
                for name, member in value.items() if name in shape.members and member is not None}
        required = traits_of(shape, REQUEST_DEPARTURES).get("required", ())
        for name, member in shape.members.items():
            if name in required and name not in kept:
                self.add(under(path, name), member, None, hidden, REQUIRED)
        if is_union(shape) and len(kept) != 1:
            self.add(path, shape, kept, hidden, wrong_union(shape.members))
        return kept

    def list(self, shape, value, path, hidden):
        demand(isinstance(value, list), path)
        for rule in broken_lengths(traits_of(shape, REQUEST_DEPARTURES), value):
            self.add(path, shape, value, hidden, rule)
        for index, item in enumerate(value, 1):
            inner = under(path, f"{index}.member")
            if item is None:
                self.add(inner, shape.member, None, hidden, REQUIRED)
            else:
                self.visit(shape.member, item, inner, hidden)
        return value

    def map(self, shape, value, path, hidden):
        demand(isinstance(value, dict), path)
        kept, key_traits = {}, traits_of(shape.key, REQUEST_DEPARTURES)
        for key, item in value.items():
            if item is None and kind_of(shape.value) != "document":
                continue
            if broken_text_rules(key_traits, key):
                self.add(path, shape.key, key, hidden, wrong_key(key_traits))
            kept[key] = self.visit(shape.value, item, under(path, f"{key}.member"), hidden)
        return kept

    def string(self, shape, value, path, hidden):
        demand(isinstance(value, str), path)
        for rule in broken_text_rules(traits_of(shape, REQUEST_DEPARTURES), value):
            self.add(path, shape, value, hidden, rule)
        return value

    def boolean(self, shape, value, path, hidden):
        demand(isinstance(value, bool), path)
        return value

    def integer(self, shape, value, path, hidden):
        demand(is_number(value) and value == int(value) and -2**31 <= value < 2**31, path)
        return self.number(shape, int(value), path, hidden)

    def float(self, shape, value, path, hidden):
        demand(is_number(value), path)
        # AWS keeps 32 bits of it.
        return self.number(shape, struct.unpack("f", struct.pack("f", value))[0], path, hidden)

    def number(self, shape, value, path, hidden):
        traits = traits_of(shape, REQUEST_DEPARTURES)
        if value > traits.get("max", value):
            self.add(path, shape, value, hidden, too_large(traits["max"]))
        if value < traits.get("min", value):
            self.add(path, shape, value, hidden, too_small(traits["min"]))
        return value


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def demand(fits, path):
    if not fits:
        raise WrongType(path)


def under(path, name):
    return f"{path}.{name}" if path else name


def broken_lengths(traits, value):
    if len(value) > traits.get("max", len(value)):
        yield too_long(traits["max"])
    if len(value) < traits.get("min", 0):
        yield too_short(traits["min"])


def broken_text_rules(traits, text):
    rules = list(broken_lengths(traits, text))
    if "pattern" in traits and not matches(traits["pattern"], text):
        rules.append(wrong_pattern(traits["pattern"]))
    if "enum" in traits and text not in traits["enum"]:
        rules.append(wrong_enum(traits["enum"]))
    return rules


def find_violations(operation, request):
    """[(path, rule, message)] for a request, a dictionary of members. Labels and query are looked
    at first, then the body in the order it has. Raises WrongType."""
    shape = operation_model(operation).input_shape
    outside = [name for name, member in shape.members.items() if "location" in member.serialization]
    ordered = {name: request[name] for name in [*outside, *request] if name in request}
    walk = Walk()
    walk.visit(shape, ordered, "", False)
    return walk.found


def error_body(operation, violations):
    """The body of the ValidationException for these violations."""
    listed = violations[:LISTED_MAX]
    body = {"message": "{} validation error{} detected: {}".format(
        len(violations), "s" if len(violations) > 1 else "",
        "; ".join(message for _, _, message in listed))}
    if service_of(operation) == CONTROL:
        body["fieldList"] = [{"name": path, "message": message} for path, _, message in listed]
    return body
