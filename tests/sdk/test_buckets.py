"""Objects that Storage nodes write, Retrieval nodes read, and tests put and fetch by a route."""
import json
from urllib.parse import quote

import pytest
from botocore.exceptions import EventStreamError

from flow_shapes import create, data, input_node, invoke, output_node

BUCKET = "letters-archive"


def path(key, bucket=BUCKET):
    return f"/_local/buckets/{bucket}/{quote(key)}"


def put(server, key, content):
    status, _, body = server.call("PUT", path(key), content)
    assert (status, body) == (204, b"")


def get(server, key):
    status, headers, body = server.call("GET", path(key))
    assert status == 200 and headers["content-type"] == "application/octet-stream", body
    return body


def listed(server, query="", bucket=BUCKET):
    return server.local("GET", f"buckets/{bucket}{query}")


def keys(server, query=""):
    return [found["key"] for found in listed(server, query)["objects"]]


def bucket_node(type, inputs, output, output_type="String"):
    member = type[0].lower() + type[1:]
    return {"name": type, "type": type,
            "configuration": {member: {"serviceConfiguration": {"s3": {"bucketName": BUCKET}}}},
            "inputs": [{"name": name, "type": "String", "expression": expression}
                       for name, expression in inputs.items()],
            "outputs": [{"name": output, "type": output_type}]}


def reads(type="String"):
    """The document is a key; the output is what stands under it."""
    return {"nodes": [input_node(), bucket_node("Retrieval", {"objectKey": "$.data"}, "s3Content", type),
                      output_node(type=type)],
            "connections": [data("Start", "document", "Retrieval", "objectKey"),
                            data("Retrieval", "s3Content", "End", "document")]}


def writes():
    """The document is {"key": …, "content": …}; the output is the URI."""
    return {"nodes": [input_node("Object"), output_node(), bucket_node(
                "Storage", {"content": "$.data.content", "objectKey": "$.data.key"}, "s3Uri")],
            "connections": [data("Start", "document", "Storage", "content"),
                            data("Start", "document", "Storage", "objectKey"),
                            data("Storage", "s3Uri", "End", "document")]}


def output(server, flow, document):
    return next(iter(invoke(server, flow, document)))["flowOutputEvent"]["content"]["document"]


def test_a_retrieval_node_reads_what_the_route_has_put(shared):
    text, object = create(shared, reads()), create(shared, reads("Object"))
    put(shared, "2026/Brief ä?.txt", "Grüße")
    assert output(shared, text, "2026/Brief ä?.txt") == "Grüße"
    put(shared, "2026/Brief ä?.txt", "anew")
    assert output(shared, text, "2026/Brief ä?.txt") == "anew"
    put(shared, "order.json", json.dumps({"id": 5}))
    assert output(shared, object, "order.json") == {"id": 5}


def test_the_route_reads_what_a_storage_node_has_written(shared):
    flow = create(shared, writes())
    assert output(shared, flow, {"key": "out/1.txt", "content": "ünï"}) == f"s3://{BUCKET}/out/1.txt"
    assert get(shared, "out/1.txt") == "ünï".encode()
    assert {"key": "out/1.txt", "size": 5}.items() <= listed(shared, "?prefix=out/")["objects"][0].items()


@pytest.mark.parametrize("flow, key, code, part", [
    (reads(), "missing", "dependencyFailedException", "has no object"),
    (reads(), "bytes", "validationException", "is not UTF-8 text"),
    (reads("Object"), "bytes", "validationException", "is not valid JSON"),
    (reads(), "k" * 1025, "dependencyFailedException", "at most 1024 bytes")])
def test_a_retrieval_node_fails_as_on_aws(shared, flow, key, code, part):
    put(shared, "bytes", b"\x00\xff")
    assert get(shared, "bytes") == b"\x00\xff"
    with pytest.raises(EventStreamError) as raised:
        output(shared, create(shared, flow), key)
    error = raised.value.response["Error"]
    assert error["Code"] == code and part in error["Message"], error


def test_keys_may_be_anything_that_s3_takes(start):
    server = start("--in-memory")
    taken = ["a", "a/", "a/b/c", "a//b", "/", "über alles.txt", "100%", "a+b", "?", "x" * 1024,
             "/" * 1024, "ä" * 512]
    for key in taken:
        put(server, key, key.encode())
    for key in taken:
        assert get(server, key) == key.encode()
    assert keys(server) == sorted(taken, key=str.encode)
    assert server.call("GET", f"/_local/buckets/{BUCKET}/a%2Fb%2fc")[2] == b"a/b/c"
    for key in ("x" * 1025, "/" * 1025, "ä" * 513, "\0"):
        status, _, body = server.call("PUT", path(key), "x")
        assert status in (400, 413) and json.loads(body)["message"], body
    for bucket in ("Letters", "ab", "a..b", "10.0.0.1", "ä"):
        assert server.call("PUT", path("k", quote(bucket)), "x")[0] == 400
        assert server.call("GET", f"/_local/buckets/{quote(bucket)}")[0] == 400


def test_lists_come_in_pages(start):
    server = start("--in-memory")
    for number in range(25):
        put(server, f"n/{number:02}", "x")
    put(server, "m", "")
    found, after = [], ""
    while after is not None:
        page = listed(server, f"?prefix=n/&limit=10&after={quote(after)}")
        found += page["objects"]
        after = page.get("nextAfter")
    assert [object["key"] for object in found] == [f"n/{number:02}" for number in range(25)]
    assert listed(server, bucket="other") == {"bucket": "other", "objects": []}


def test_an_object_is_deleted_and_then_not_there(shared):
    put(shared, "gone", "x")
    assert shared.call("DELETE", path("gone"))[0] == 204
    for method in ("GET", "DELETE"):
        status, _, body = shared.call(method, path("gone"))
        assert (status, json.loads(body)) == (
            404, {"message": f"The bucket '{BUCKET}' has no object 'gone'."})
    for method in ("POST", "PATCH"):
        assert shared.call(method, path("gone"), "x")[0] == 404
    assert shared.call("GET", path("gone") + "?versionId=1")[0] == 400


def test_objects_survive_a_kill_and_belong_to_the_state(start, tmp_path):
    server = start("--db", tmp_path / "state.db")
    put(server, "text", "ünï")
    put(server, "bytes", b"\xff\x00")
    server.kill()
    server = start("--db", tmp_path / "state.db")
    assert (get(server, "text"), get(server, "bytes")) == ("ünï".encode(), b"\xff\x00")
    server.local("POST", "snapshots/one", expected=201)
    document = server.call("GET", "/_local/state")[2]
    server.local("POST", "reset", expected=204)
    assert keys(server) == []
    server.local("PUT", "state", document, 204)
    assert (get(server, "text"), get(server, "bytes")) == ("ünï".encode(), b"\xff\x00")
    assert server.call("GET", "/_local/state")[2] == document
    put(server, "text", "changed")
    server.local("POST", "snapshots/one/load", expected=204)
    assert get(server, "text") == "ünï".encode()


def test_the_largest_object_is_part_of_the_state(start):
    server = start("--in-memory")
    largest = b"\xff" * (16 * 1024 * 1024)  # kObjectBytesMax
    put(server, "large", largest)
    assert get(server, "large") == largest
    document = server.call("GET", "/_local/state")
    assert document[0] == 200
    status, _, body = server.call("PUT", path("larger"), largest + b"x")
    assert (status, json.loads(body)) == (
        400, {"message": "An object has at most 16777216 bytes; this one has 16777217."})
    assert server.call("PUT", path("larger"), b"x" * (32 * 1024 * 1024 + 1))[0] == 413
    assert keys(server) == ["large"]
    server.local("PUT", "state", document[2], 204)
    assert get(server, "large") == largest
