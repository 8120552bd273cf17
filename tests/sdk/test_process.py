"""The process: durability, exit codes, signals, flags, isolation, lists."""
import os
import signal
import sqlite3

import pytest

import waits
from conftest import BINARY, ROLE, Server
from flow_shapes import create, invoke, smallest


def run(*arguments, env=None):
    return waits.run([BINARY, *arguments], env={**os.environ, **(env or {})})


def test_flows_survive_a_restart(start, tmp_path):
    server = start("--db", tmp_path / "state.db")
    flow = create(server, smallest())
    server.agent.create_flow_version(flowIdentifier=flow)
    before = [server.call("GET", target)[2] for target in
              (f"/flows/{flow}", f"/flows/{flow}/versions/1", f"/flows/{flow}/aliases")]
    server.stop()
    server = start("--db", tmp_path / "state.db")
    assert before == [server.call("GET", target)[2] for target in
                      (f"/flows/{flow}", f"/flows/{flow}/versions/1", f"/flows/{flow}/aliases")]
    assert len(list(invoke(server, flow, "hi"))) == 2


def test_an_acknowledged_flow_survives_kill_9(tmp_path):
    flows = []
    for _ in range(20):
        server = Server("--db", tmp_path / "state.db")
        assert {flow["id"] for flow in server.agent.list_flows(maxResults=100)["flowSummaries"]} == set(flows)
        flows.append(create(server, smallest(), prepare=False))
        server.kill()
    with sqlite3.connect(tmp_path / "state.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_port_in_use(shared):
    done = run("--in-memory", "--port", shared.port)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(shared.port) in done.stderr and "in use" in done.stderr


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "state.db"
    file.write_text("precious notes, no database\n" * 50)
    before = file.read_bytes()
    done = run("--db", file, "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert str(file) in done.stderr
    assert file.read_bytes() == before


def test_a_database_that_cannot_be_opened(tmp_path):
    done = run("--db", tmp_path, "--port", "0")
    assert (done.returncode, done.stdout) == (1, "") and str(tmp_path) in done.stderr


def test_two_servers_cannot_share_a_database(start, tmp_path):
    start("--db", tmp_path / "state.db")
    done = run("--db", tmp_path / "state.db", "--port", "0")
    assert done.returncode == 1 and "in use" in done.stderr, done.stderr


def test_a_database_that_lacks_a_table_is_refused_and_left_alone(start, tmp_path):
    file = tmp_path / "state.db"
    start("--db", file).stop()
    with sqlite3.connect(file) as database:
        database.execute("DROP TABLE object_total")
    database.close()
    before = file.read_bytes()
    done = run("--db", file, "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert str(file) in done.stderr and "the table object_total is missing" in done.stderr
    assert "Move the file away" in done.stderr and file.read_bytes() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_server_in_order(tmp_path, number):
    # What starts the tests may have it ignored.
    server = Server("--db", tmp_path / "state.db",
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
    create(server, smallest())
    server.process.send_signal(number)
    assert waits.wait_for_exit(server.process) == 0
    assert not (tmp_path / "state.db-wal").exists()


def test_signals_that_mean_nothing_are_passed_over(start):
    server = start("--in-memory")
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE, signal.SIGIO,
                   signal.SIGVTALRM, signal.SIGPROF):
        server.process.send_signal(number)
    assert server.call("GET", "/_local/health")[0] == 200


def test_nohup_is_respected():
    server = Server("--in-memory", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    server.process.send_signal(signal.SIGHUP)
    assert server.call("GET", "/_local/health")[0] == 200
    server.stop()


def test_a_second_signal_ends_the_server_at_once():
    server = Server("--in-memory")
    with waits.connect(server.port) as busy:  # holds up the end for seconds
        busy.sendall(b"POST /flows/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        server.call("GET", "/_local/health")
        server.process.terminate()
        waits.until(lambda: is_stopping(server.port), "the server to stop")
        server.process.terminate()
        assert waits.wait_for_exit(server.process) == -signal.SIGTERM


def is_stopping(port):
    try:
        waits.connect(port).close()
        return False
    except ConnectionRefusedError:
        return True


def test_a_name_of_its_own_is_allowed_by_a_flag(start):
    server = start("--in-memory", "--allow-host", "flows.example")
    for host, status in (("flows.example", b"200"), ("FLOWS.example.:80", b"200"),
                         ("x.flows.example", b"403")):
        assert server.raw(f"GET /_local/health HTTP/1.1\r\nHost: {host}\r\n"
                          "Connection: close\r\n\r\n".encode()).split()[1] == status, host


def test_flags_that_could_never_fit_a_browser_are_explained():
    for flags, said in ((["--cors-origin", "http://a.test/"], "ends before the path"),
                        (["--cors-origin", "*"], "has to be listed"),
                        (["--allow-host", "http://a.test:80"], "without scheme, port")):
        done = run("--in-memory", "--port", "0", *flags)
        assert (done.returncode, done.stdout) == (2, "")
        assert flags[0] in done.stderr and said in done.stderr


def test_a_bad_backends_file(tmp_path):
    file = tmp_path / "backends.json"
    file.write_text('{"models": [{"respond": 5}]}')
    done = run("--in-memory", "--port", "0", "--backends", file)
    assert done.returncode == 1 and "/models/0/respond" in done.stderr


def test_wrong_flags_end_with_2():
    for flags in (["--nonsense"], ["--port", "abc"], ["frobnicate"]):
        assert run(*flags).returncode == 2


def test_help_and_version():
    for arguments in (["--help"], ["serve", "--help"], ["help"]):
        done = run(*arguments)
        assert done.returncode == 0 and "--in-memory" in done.stdout and "doctor" in done.stdout
    version = run("version").stdout
    assert version.strip().count(".") == 2 and run("--version").stdout == version


def test_a_flag_or_command_that_is_misspelt_is_explained():
    for arguments, meant in ([["--prot", "1"], "--port"], [["serve", "--bakends", "x"], "--backends"],
                             [["valdiate", "x"], "validate"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"did you mean {meant}?" in done.stderr


def test_the_environment_sets_flags(start):
    server = start("--in-memory", env={"FLOWS_LOCAL_REGION": "eu-west-3", "FLOWS_LOCAL_ACCOUNT": "111122223333"})
    body = '{"name":"f","executionRoleArn":"%s"}' % ROLE
    assert b'"arn:aws:bedrock:eu-west-3:111122223333:flow/' in server.call("POST", "/flows/", body)[2]


def test_health(shared):
    status, _, body = shared.call("GET", "/_local/health")
    assert status == 200 and b'"status":"ok"' in body


def test_accounts_and_regions_do_not_meet(shared):
    callers = [dict(region=region, access_key=account) for region in ("us-east-1", "eu-west-1")
               for account in ("111111111111", "222222222222")]
    flows = {}
    for caller in callers:
        flow = create(shared, smallest(), **caller)
        agent = shared.client("bedrock-agent", **caller)
        arn = agent.get_flow(flowIdentifier=flow)["arn"]
        assert arn == f"arn:aws:bedrock:{caller['region']}:{caller['access_key']}:flow/{flow}"
        flows[flow] = agent
    for flow, agent in flows.items():
        assert [row["id"] for row in agent.list_flows()["flowSummaries"]] == [flow]
        for other in set(flows) - {flow}:
            with pytest.raises(agent.exceptions.ResourceNotFoundException):
                agent.get_flow(flowIdentifier=other)


def test_lists_are_paged(start):
    server = start("--in-memory")
    created = [create(server, prepare=False) for _ in range(25)]
    first = server.agent.list_flows()
    assert len(first["flowSummaries"]) == 10 and "nextToken" in first
    pages = list(server.agent.get_paginator("list_flows").paginate(PaginationConfig={"PageSize": 7}))
    assert [len(page["flowSummaries"]) for page in pages] == [7, 7, 7, 4]
    listed = [flow["id"] for page in pages for flow in page["flowSummaries"]]
    assert listed == list(reversed(created))  # the one changed last comes first
    with pytest.raises(server.agent.exceptions.ValidationException):
        server.agent.list_flow_aliases(flowIdentifier=created[0], nextToken=first["nextToken"])


def test_names_are_unique_and_quotas_hold(start):
    server = start("--in-memory")
    create(server, prepare=False)
    name = server.agent.list_flows()["flowSummaries"][0]["name"]
    with pytest.raises(server.agent.exceptions.ConflictException):
        server.agent.create_flow(name=name, executionRoleArn=ROLE)
    for _ in range(99):
        create(server, prepare=False)
    with pytest.raises(server.agent.exceptions.ServiceQuotaExceededException) as raised:
        create(server, prepare=False)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
