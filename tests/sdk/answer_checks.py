"""Holds every answer that an SDK client gets to what the API model declares."""
import json
import re

from botocore.eventstream import EventStreamBuffer

from api_model import ANSWER_DEPARTURES, is_union, kind_of, matches, traits_of

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What is wrong before an operation is asked; no operation declares these.
HTTP_LAYER = {"SerializationException": 400, "UnknownOperationException": 404,
              "RequestEntityTooLargeException": 413, "IncompleteSignatureException": 403,
              "InvalidSignatureException": 403, "MissingAuthenticationTokenException": 403,
              "UnrecognizedClientException": 403}
SUCCESS = "success"
LAST_EVENTS = ("flowCompletionEvent",)


# AWS's guide shows a node type here that the model's enum lacks.
ASKING_NODE = ("InvokeFlow.flowMultiTurnInputRequestEvent.nodeType", "AgentNode")
# AWS's traces show types in capitals, which the model's enum lacks.
TRACED_TYPE = re.compile(r"InvokeFlow\.flowTraceEvent\.trace\.node(In|Out)putTrace\.fields\[\d+\]\.type")


def demand(holds, path, complaint):
    # Not an assert statement: pytest would explain that only in test modules.
    if not holds:
        raise AssertionError(f"{path}: {complaint}")


def check(shape, value, path):
    """Fails where a raw JSON value is not of the shape."""
    kind, traits = kind_of(shape), traits_of(shape, ANSWER_DEPARTURES)
    if kind == "document":
        return
    types = {"structure": dict, "list": list, "map": dict, "string": str, "timestamp": str,
             "boolean": bool, "integer": int, "long": int}.get(kind, (int, float))
    fits = isinstance(value, types) and (kind == "boolean" or not isinstance(value, bool))
    demand(fits, path, f"{value!r} is no {kind}")
    low, high = traits.get("min"), traits.get("max")
    size = value if kind in ("integer", "long", "float") else len(value) if kind != "boolean" else 0
    demand(low is None or size >= low, path, f"{value!r} is less than {low}")
    demand(high is None or size <= high, path, f"{value!r} is more than {high}")
    if kind == "structure":
        check_members(shape, value, path)
    elif kind == "list":
        for index, item in enumerate(value):
            check(shape.member, item, f"{path}[{index}]")
    elif kind == "map":
        for name, member in value.items():
            check(shape.key, name, f"{path}, key {name!r}")
            check(shape.value, member, f"{path}.{name}")
    elif kind == "string":
        known = traits.get("enum", [value])
        if TRACED_TYPE.fullmatch(path):
            known = [name.upper() for name in known]
        demand(value in known or (path, value) == ASKING_NODE, path,
               f"{value!r} is none of the values")
        demand(matches(traits.get("pattern", r"[\s\S]*"), value), path, f"{value!r} does not match")
    elif kind == "timestamp":
        demand(TIMESTAMP.fullmatch(value), path, f"{value!r} is no time stamp")


def check_members(shape, value, path):
    """The members that travel in the body."""
    members = {name: member for name, member in shape.members.items()
               if "location" not in member.serialization}
    required = {name for name in traits_of(shape, ANSWER_DEPARTURES).get("required", ())
                if name in members}
    demand(set(value) <= set(members), path, f"unknown {sorted(set(value) - set(members))}")
    demand(required <= set(value), path, f"missing {sorted(required - set(value))}")
    demand(not is_union(shape) or len(value) == 1, path, f"not one member but {sorted(value)}")
    for name, member in value.items():
        check(members[name], member, f"{path}.{name}")


def check_error(model, status, headers, body):
    """Returns the error's type."""
    path = f"{model.name}, status {status}"
    demand(headers.get("content-type") == "application/json", path, "content-type")
    error = headers.get("x-amzn-errortype")
    content = json.loads(body)
    demand(content.get("message"), path, "no message")
    if error in HTTP_LAYER:
        demand(status == HTTP_LAYER[error] and set(content) == {"message"}, path, f"{error}")
        return error
    declared = {shape.name: shape for shape in model.error_shapes}
    demand(error in declared, path, f"{error} is not declared")
    shape = declared[error]
    demand(status == shape.metadata["error"]["httpStatusCode"], path, f"not that of {error}")
    check(shape, content, f"{path}, {error}")
    return error


def check_answer(model, status, headers, body):
    """Returns the error's type, or SUCCESS."""
    path = model.name
    demand(REQUEST_ID.fullmatch(headers.get("x-amzn-requestid", "")), path, "x-amzn-requestid")
    if status >= 300:
        return check_error(model, status, headers, body)
    demand(status == model.http["responseCode"], path, f"status {status}")
    streamed = model.has_event_stream_output
    expected = "application/vnd.amazon.eventstream" if streamed else "application/json"
    demand(headers.get("content-type") == expected, path, "content-type")
    for name, member in model.output_shape.members.items():
        if member.serialization.get("location") == "header":
            check(member, headers.get(member.serialization["name"]), f"{path}.{name}")
    if not streamed:
        check(model.output_shape, json.loads(body), path)
    return SUCCESS


def check_event(shape, message, path):
    """One message of an event stream. Returns the name of the union's member."""
    kind = message.headers.get(":message-type")
    demand(kind in ("event", "exception"), path, f":message-type {kind}")
    demand(message.headers.get(":content-type") == "application/json", path, ":content-type")
    name = message.headers.get(f":{kind if kind == 'exception' else 'event'}-type")
    demand(name in shape.members, path, f"no {kind} {name}")
    member = shape.members[name]
    demand(bool(member.metadata.get("exception")) == (kind == "exception"), path, f"{name}: {kind}")
    check(member, json.loads(message.payload), f"{path}.{name}")
    return name


class CheckedStream:
    """The body of an answer that is an event stream: passes on what it has checked."""

    def __init__(self, body, model, seen):
        self._body, self._model, self._seen = body, model, seen
        self._shape = model.get_event_stream_output()
        self._buffer = EventStreamBuffer()
        self._ended = False

    def stream(self):
        for part in self._body.stream():
            self._buffer.add_data(part)
            for message in self._buffer:
                demand(not self._ended, self._model.name, "an event after the last one")
                name = check_event(self._shape, message, self._model.name)
                self._seen.add((self._model.name, name))
                self._ended = name in LAST_EVENTS or name.endswith("Exception")
            yield part

    def close(self):
        self._body.close()


def watch(client, seen):
    """Checks all answers that the client gets from now on. Adds pairs to `seen`: the operation,
    and SUCCESS, an error's type or the name of a streamed event."""
    def before_parse(operation_model, response_dict, **_):
        status, body = response_dict["status_code"], response_dict["body"]
        outcome = check_answer(operation_model, status, response_dict["headers"], body)
        seen.add((operation_model.name, outcome))
        if outcome == SUCCESS and operation_model.has_event_stream_output:
            response_dict["body"] = CheckedStream(body, operation_model, seen)

    client.meta.events.register("before-parse", before_parse)
