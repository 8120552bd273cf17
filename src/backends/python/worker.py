"""Runs the code of InlineCode nodes, each run in a process of its own that was forked ahead.

The parent, warm and without secrets, waits on file descriptor 3. Each message there brings one
socket and asks for a child: the child shuts itself in by means of the operating system, runs a line
of its own a few times, says that it is ready, takes one run from its socket, sends the result and
ends. The parent retains nothing of a run. The restrictions are in sandbox.py.

Each page that a child writes first is copied then, and what Python touches it writes: a step taken
in the parent, which its children inherit, costs a tenth of what it costs in each of them.

Messages to the parent: b"F" with a socket: fork a child that serves it, at once where its run has
begun to arrive (its last byte is sent once the child has said that it is ready). b"K" and a process ID in four bytes: kill that child. Messages of a child, all of
them four bytes of length and JSON: {"pid": …, "missing": […]} once it is ready, then
{"result": …} or {"error": …, "line": …}. Where a run can have no child, the parent sends
{"refused": why} in the child's place and goes on.
"""
import ast
import gc
import json
import os
import select
import shutil
import signal
import socket
import struct
import sys
import time
# These modules are warm for later code. random is missing, since each child would draw a seed.
import base64, collections, datetime, decimal, functools, hashlib, itertools, math, re  # noqa: E401, F401
import string, textwrap, traceback, unicodedata, uuid  # noqa: E401, F401

# A fork and the end of a process take longer than most runs. They wait so long, in seconds, for
# the threads that send responses.
PAUSE = 0.002
CODE_NAME = "<code>"
FOLDER = sys.argv[2]  # private folders of children are made in here

# --- One run -----------------------------------------------------------------------------------

def receive():
    size = int.from_bytes(receive_bytes(4), "big")
    if size > LIMITS["requestBytes"]:
        raise ValueError("the request is too large")
    request, _ = decode(receive_bytes(size).decode())
    return request


def receive_bytes(count):
    received = os.read(CONTROL, count)
    if len(received) < count:
        received = bytearray(received)
    while len(received) < count:
        part = os.read(CONTROL, count - len(received))
        if not part:
            os._exit(0)  # nobody waits for the result any more
        received += part
    return received


def send(message):
    text = encode(message).encode()
    left = memoryview(struct.pack(">I", len(text)) + text)
    while left:
        left = left[os.write(CONTROL, left):]


decode = json.JSONDecoder().raw_decode
encode = json.JSONEncoder(allow_nan=False).encode


def plain(value):
    """`value` as JSON has it. Raises TypeError or ValueError for what JSON has not."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        value.isascii() or value.encode()  # which raises for half a character
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError(f"the result holds {value}, which JSON has not")
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"the result has the key {key!r}, and keys of JSON are texts")
        return {plain(key): plain(item) for key, item in value.items()}
    raise TypeError(f"the result holds a value of type {type(value).__name__}, which JSON has not")


def expression(code):
    """Compiled, or None: it is more than an expression."""
    try:
        return compile(code, CODE_NAME, "eval")
    except SyntaxError:
        return None


def run(code, variables):
    """The value of the last line, if that is an expression."""
    names = {"__name__": "__main__", **variables}
    last = expression(code) or run_statements(code, names)
    return plain(eval(last, names)) if last else None


def run_statements(code, names):
    """All but a last line that is an expression, which is compiled then. Returns that or None."""
    tree = ast.parse(code, CODE_NAME)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, CODE_NAME, "exec"), names)
    return last and compile(ast.Expression(last.value), CODE_NAME, "eval")


def line_of(failure):
    if isinstance(failure, SyntaxError):
        return failure.lineno
    lines = [line for frame, line in traceback.walk_tb(failure.__traceback__)
             if frame.f_code.co_filename == CODE_NAME]
    return lines[-1] if lines else None


def result_of(request):
    try:
        return {"result": run(request["code"], request["variables"])}
    except SystemExit as end:
        failure = end
    except BaseException as caught:
        failure = caught
    return {"error": described(failure), "line": line_of(failure)}


def described(failure):
    """What Python says of an exception, whose own code may fail while it says it."""
    name = type(failure).__name__[:200]
    try:
        text = str(failure.msg if isinstance(failure, SyntaxError) else failure)[:2000]
    except BaseException:
        text = ""
    text = f"{name}: {text}" if text else name
    return text.encode("utf-8", "replace").decode()


def serve(rules, program, missing):
    shut_in_child(rules, program, missing)
    # Memory that this touches is not copied while a run waits; one turn does not touch all of it.
    for _ in range(3):
        encode(result_of(decode('{"code": "len(text) + 1", "variables": {"text": "some"}}')[0]))
    send({"pid": os.getpid(), "missing": missing})
    request = receive()
    try:
        send(result_of(request))
    except (ValueError, RecursionError, MemoryError) as failure:
        send({"error": f"the result is no JSON: {failure}", "line": None})
    time.sleep(PAUSE)


# --- The parent --------------------------------------------------------------------------------

class Parent:
    def __init__(self):
        os.setsid()
        os.closerange(CONTROL + 1, 65536)
        self.missing = []
        self.shared = shared_places()
        self.program = filter_of(REFUSED_TO_CHILDREN)
        shut_in_all(self.missing)
        self.ordered = []  # sockets whose children are not forked yet
        self.postponed = []  # those whose children could not be forked ahead
        self.folders = {}  # of children, by their process IDs
        self.number = 0  # of the last folder

    def fork_ordered(self, ready):
        """Forks for those whose run is there, or for all ordered after a pause in which nothing was.

        A run that can have no child is told why. What nobody waits for yet is tried again then.
        """
        waiting = [one for one in self.ordered + self.postponed if one in ready]
        for connection in waiting or (self.ordered.copy() if not ready else []):
            (self.ordered if connection in self.ordered else self.postponed).remove(connection)
            try:
                self.fork(connection)
            except (OSError, MemoryError) as failure:
                if not waiting:
                    self.postponed.append(connection)
                    continue
                refuse(connection, failure)
            os.close(connection)

    def fork(self, connection):
        """Raises OSError or MemoryError, and leaves nothing behind then."""
        self.number += 1
        own = os.path.join(FOLDER, str(self.number))
        make_folder(own)
        missing = self.missing.copy()
        rules = None
        try:
            os.chdir(own)
            os.environ["HOME"] = os.environ["TMPDIR"] = own
            rules = attempt(missing, FILES, file_rules, own, self.shared)
            child = os.fork()
        except (OSError, MemoryError):
            if rules is not None:
                os.close(rules)
            remove(own)
            raise
        if child != 0:
            self.folders[child] = own
            if rules is not None:
                os.close(rules)
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            os.dup2(connection, CONTROL)
            serve(rules, self.program, missing)
            status = 0
        finally:
            os._exit(status)

    def reap(self):
        while self.folders:
            child, _ = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            remove(self.folders.pop(child))

    def kill(self, child):
        if child in self.folders:
            os.kill(child, signal.SIGKILL)

    def end(self):
        for child in self.folders:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        shutil.rmtree(FOLDER, ignore_errors=True)


def make_folder(own):
    try:
        os.mkdir(own, 0o700)
    except FileNotFoundError:  # somebody tidied up
        os.mkdir(FOLDER, 0o700)
        os.mkdir(own, 0o700)


def refuse(connection, failure):
    """Tells the run behind the socket why it gets no child."""
    why = getattr(failure, "strerror", None) or type(failure).__name__
    if getattr(failure, "filename", None):
        why += f": {failure.filename}"
    text = encode({"refused": why}).encode()
    try:
        os.write(connection, struct.pack(">I", len(text)) + text)
    except OSError:
        pass  # nobody waits for the result any more


def remove(folder):
    try:
        os.rmdir(folder)  # most runs leave nothing
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parent = Parent()
    control = socket.socket(fileno=CONTROL)
    # The end of a child wakes the select below.
    read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write_end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    gc.freeze()  # a collection in a child would copy all that they share
    while True:
        ready, _, _ = select.select([control, read_end, *parent.ordered, *parent.postponed], [], [],
                                    PAUSE if parent.ordered else None)
        parent.fork_ordered(ready)
        if read_end in ready:
            os.read(read_end, 4096)
        parent.reap()
        if control not in ready:
            continue
        message, passed, _, _ = socket.recv_fds(control, 5, 1)
        if not message:
            break
        if message[:1] == b"F" and passed:
            parent.ordered += passed
        elif message[:1] == b"K":
            parent.kill(*struct.unpack(">I", message[1:5]))
    parent.end()


main()
