"""Ten thousand executions at once: all finish, and a list has each of them once."""
import json
import threading

from flow_shapes import create, two_prompts
from waits import connect, http_connection, join, until

EXECUTIONS, CONNECTIONS = 10_000, 50


def test_ten_thousand_executions_finish_and_are_listed_once(start, tmp_path):
    server = start("--db", tmp_path / "state.db", "--executions-per-account", str(EXECUTIONS))
    flow = create(server, two_prompts())
    path = f"/flows/{flow}/aliases/TSTALIASID/executions"
    body = json.dumps({"inputs": [{"nodeName": "Start", "nodeOutputName": "document",
                                   "content": {"document": "x"}}]})
    request = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
               f"{body}").encode()
    answers = []

    def work():
        """One request after the other, which plain bytes make in a tenth of a client's time."""
        connection = connect(server.port)
        for _ in range(EXECUTIONS // CONNECTIONS):
            connection.sendall(request)
            answers.append(connection.recv(65536))
    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    # Meanwhile a client pages through the list: what is added on top disturbs no page.
    for _ in range(3):
        names = list(listed(server, flow))
        assert len(names) == len(set(names))
    join(workers, "those who start executions")
    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    arns = {json.loads(answer.partition(b"\r\n\r\n")[2])["executionArn"] for answer in answers}
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
