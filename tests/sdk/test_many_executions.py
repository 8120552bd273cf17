"""Ten thousand executions at once: all finish, and a list has each of them once."""
import json
import threading

from flow_shapes import create, two_prompts
from waits import http_connection, join, until

EXECUTIONS, CONNECTIONS = 10_000, 64


def test_ten_thousand_executions_finish_and_are_listed_once(start, tmp_path):
    server = start("--db", tmp_path / "state.db", "--executions-per-account", str(EXECUTIONS))
    flow = create(server, two_prompts())
    path = f"/flows/{flow}/aliases/TSTALIASID/executions"
    body = json.dumps({"inputs": [{"nodeName": "Start", "nodeOutputName": "document",
                                   "content": {"document": "x"}}]})
    lock, left, started, refused = threading.Lock(), list(range(EXECUTIONS)), [], []

    def work():
        connection = http_connection(server.port)
        while True:
            with lock:
                if not left:
                    return
                left.pop()
            connection.request("POST", path, body)
            answer = connection.getresponse()
            text = answer.read()
            (started if answer.status == 200 else refused).append(text)
    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    # Meanwhile a client pages through the list: what is added on top disturbs no page.
    for _ in range(3):
        names = list(listed(server, flow))
        assert len(names) == len(set(names))
    join(workers, "those who start executions")
    assert refused == []
    arns = {json.loads(text)["executionArn"] for text in started}
    assert len(arns) == EXECUTIONS
    until(lambda: "Running" not in dict(listed(server, flow)).values(), "the end of all executions")
    rows = list(listed(server, flow))
    assert len(rows) == EXECUTIONS
    assert dict(rows).keys() == arns
    assert set(dict(rows).values()) == {"Succeeded"}


def listed(server, flow):
    """The ARN and the status of each execution, page by page."""
    connection = http_connection(server.port)
    token = ""
    while True:
        connection.request("GET", f"/flows/{flow}/executions?maxResults=1000{token}")
        answer = json.loads(connection.getresponse().read())
        for row in answer["flowExecutionSummaries"]:
            yield row["executionArn"], row["status"]
        if "nextToken" not in answer:
            return
        token = f"&nextToken={answer['nextToken']}"
