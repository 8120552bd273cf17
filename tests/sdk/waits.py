"""How these tests wait. Each wait has a bound, so that a hang becomes a failure that says what was
waited for. The bound is far above what anything takes that works: no test's result depends on it.
"""
import http.client
import select
import socket
import subprocess
import time

WAIT_MAX = 120  # seconds


def until(look, what):
    """Looks again and again until `look` returns something true, which it returns."""
    give_up_at = time.monotonic() + WAIT_MAX
    while not (found := look()):
        assert time.monotonic() < give_up_at, f"waited in vain for {what}"
        time.sleep(0.002)
    return found


def join(threads, what):
    """Waits for the end of all those threads."""
    for thread in threads:
        thread.join(WAIT_MAX)
        assert not thread.is_alive(), f"waited in vain for the end of {what}"


def run(command, **options):
    """Runs a program to its end; returns what it said as text, and its exit code."""
    options = {"text": True, **options}
    return subprocess.run([*map(str, command)], capture_output=True, timeout=WAIT_MAX, **options)


def first_line(process):
    """The first line that a program writes to its standard output."""
    ready, _, _ = select.select([process.stdout], [], [], WAIT_MAX)
    assert ready, "waited in vain for the first line of the program"
    return process.stdout.readline()


def wait_for_exit(process):
    """The exit code of a program that is about to end."""
    return process.wait(timeout=WAIT_MAX)


def connect(port, receive_bytes=None):
    """A plain connection to the server at that port."""
    connection = socket.socket()
    if receive_bytes is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.settimeout(WAIT_MAX)
    connection.connect(("127.0.0.1", port))
    return connection


def http_connection(port):
    """The same for requests of HTTP."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_MAX)
