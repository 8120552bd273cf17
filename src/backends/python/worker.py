"""Runs the code of InlineCode nodes, each run in a process of its own that was forked ahead.

The parent, warm and without secrets, waits on file descriptor 3. Each message there brings one
socket and asks for a child: the child shuts itself in by means of the operating system, runs a line
of its own a few times, says that it is ready, takes one run from its socket, answers and ends. The
parent keeps nothing of a run.

Each page that a child writes first is copied then, and what Python touches it writes: a step taken
in the parent, which its children inherit, costs a tenth of what it costs in each of them.

Messages to the parent: b"F" with a socket: fork a child that serves it, at once where its run has
been sent already. b"K" and a process ID in four bytes: kill that child. Messages of a child, all of
them four bytes of length and JSON: {"pid": …, "missing": […]} once it is ready, then
{"result": …} or {"error": …, "line": …}.
"""
import ast
import ctypes
import errno
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import time
# Warm for the code that is to come. Not random, which would draw a seed in each child.
import base64, collections, datetime, decimal, functools, hashlib, itertools, math, re  # noqa: E401, F401
import string, textwrap, traceback, unicodedata, uuid  # noqa: E401, F401

CONTROL = 3  # of the parent; the socket of its run for a child
# A fork and the end of a process take longer than most runs. They leave the processor so long to
# those who bring an answer to its client.
PAUSE = 0.002
CODE_NAME = "<code>"
LIMITS = json.loads(sys.argv[1])  # memoryBytes, cpuSeconds, fileBytes, requestBytes
FOLDER = sys.argv[2]  # private folders of children are made in here
libc = ctypes.CDLL(None, use_errno=True)

# --- The sandbox -------------------------------------------------------------------------------

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38

READ_RIGHTS = 0b1101  # of landlock.h: execute, read a file, read a folder
RIGHTS_OF_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}  # how many there are; 16 in all later versions
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446  # the same on all architectures

# What nothing that computes a value needs: networks, namespaces, the system, memory that outlives a
# process, and what files are besides their content, which Landlock does not guard.
REFUSED = {
    "x86_64": (0xC000003E, [
        41, 42, 43, 49, 50, 53, 288, 58, 435, 59, 322, 200, 234, 129, 297, 424, 434,
        101, 310, 311, 165, 166, 155, 161, 272, 308, 246, 320, 321, 425, 426, 427, 298, 248, 249,
        250, 175, 313, 176, 323, 167, 168, 169, 164, 227, 303, 304, 428, 429, 430, 431, 432, 442,
        170, 171, 172, 173, 163, 153, 159, 305, 141, 144, 142, 203, 251, 252, 29, 30, 31, 64, 65,
        66, 67, 68, 69, 70, 71, 220, 240, 76, 90, 91, 268, 452, 92, 93, 94, 260, 188, 189, 190,
        197, 198, 199, 132, 235, 261, 280]),
    "aarch64": (0xC00000B7, [
        198, 203, 202, 200, 201, 199, 242, 435, 221, 281, 130, 131, 138, 240, 424, 434,
        117, 270, 271, 40, 39, 41, 51, 97, 268, 104, 294, 280, 425, 426, 427, 241, 217, 218, 219,
        105, 273, 106, 282, 224, 225, 142, 170, 112, 264, 265, 428, 429, 430, 431, 432, 442, 161,
        162, 89, 58, 171, 266, 140, 118, 119, 30, 122, 186, 187, 188, 189, 190, 191, 192, 193,
        194, 195, 196, 197, 180, 45, 52, 53, 452, 54, 55, 5, 6, 7, 14, 15, 16, 88]),
}
# What the parent needs and no child: new processes, their end, Landlock's own calls.
REFUSED_TO_CHILDREN = {
    "x86_64": (0xC000003E, [56, 57, 62, LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT]),
    "aarch64": (0xC00000B7, [220, 129, LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT]),
}


def filter_of(refused):
    """What makes these calls fail with EPERM; None on other processors."""
    known = refused.get(os.uname().machine)
    if known is None:
        return None
    audit, numbers = known
    load, jump_equal, jump_above, give = 0x20, 0x15, 0x35, 0x06
    kill, refuse, allow = 0x80000000, 0x00050000 | errno.EPERM, 0x7FFF0000
    program = [(load, 0, 0, 4), (jump_equal, 1, 0, audit), (give, 0, 0, kill), (load, 0, 0, 0)]
    if audit == 0xC000003E:  # the second table of x86-64
        program += [(jump_above, 0, 1, 0x40000000), (give, 0, 0, kill)]
    for number in numbers:
        program += [(jump_equal, 0, 1, number), (give, 0, 0, refuse)]
    program.append((give, 0, 0, allow))
    text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    filters = struct.pack("HxxxxxxP", len(program), ctypes.addressof(text))
    return ctypes.c_char_p(filters), text  # the first points to the second


def refuse_system_calls(program):
    """Raises OSError where the kernel cannot."""
    if program is None:
        raise OSError(errno.ENOSYS, "no list of system calls for this kind of processor")
    if libc.prctl(PR_SET_SECCOMP, 2, program[0], 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def open_places(rights_of):
    """Open files for what is there of these paths, with what a rule may allow of its rights."""
    file_rights = 0b111  # execute, write, read: all that a rule for a file may have
    return [(os.open(path, os.O_PATH | os.O_CLOEXEC),
             rights if os.path.isdir(path) else rights & file_rights)
            for path, rights in rights_of.items() if os.path.exists(path)]


def shared_places():
    """Python's installation and what else every run may read."""
    found = {"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime"}
    found.update(os.path.realpath(path) for path in (sys.prefix, sys.base_prefix))
    found.discard("/")
    return open_places({**dict.fromkeys(found, READ_RIGHTS), "/dev/null": 0b110,
                        "/dev/urandom": 0b100})


def file_rules(own, shared):
    """Rules that let a process read the shared places and write in its own folder, nothing else."""
    version = libc.syscall(LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        raise OSError(ctypes.get_errno(), "landlock")
    all_rights = (1 << RIGHTS_OF_VERSION.get(version, 16)) - 1
    attributes = struct.pack("Q", all_rights)
    rules = libc.syscall(LANDLOCK_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    own_place = open_places({own: all_rights})
    for place, rights in shared + own_place:
        rule = struct.pack("=Qi", rights, place)
        if libc.syscall(LANDLOCK_ADD, rules, 1, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock")
    for place, _ in own_place:
        os.close(place)
    return rules


def restrict_files(rules):
    if libc.syscall(LANDLOCK_RESTRICT, rules, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock")


def drop_capabilities():
    """Leaves nothing to a process of root but root's own files."""
    header, none = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", 0, 0, 0, 0, 0, 0)
    if libc.capset(header, none) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def attempt(missing, what, step, *arguments):
    """What the step gives, or None and a line in `missing` that the kernel did not take `what`."""
    try:
        return step(*arguments)
    except OSError as failure:
        missing.append(f"{what}: {failure}")
        return None


FILES, CALLS, CAPABILITIES = "files (Landlock)", "network and processes (seccomp)", "capabilities"


def shut_in_all(missing):
    """What the parent gives up, for itself and all its children."""
    os.environ.clear()
    os.environ.update(LANG="C.UTF-8", PATH="/usr/bin:/bin")
    for what, most in ((resource.RLIMIT_AS, LIMITS["memoryBytes"]),
                       (resource.RLIMIT_FSIZE, LIMITS["fileBytes"]), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    attempt(missing, CALLS, refuse_system_calls, filter_of(REFUSED))
    attempt(missing, CAPABILITIES, drop_capabilities)


def shut_in_child(rules, program, missing):
    """What a child gives up besides. Open files of the parent go here."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.setpgid(0, 0)
    for what, most in ((resource.RLIMIT_CPU, LIMITS["cpuSeconds"]), (resource.RLIMIT_NOFILE, 64)):
        resource.setrlimit(what, (most, most))
    if rules is not None:
        attempt(missing, FILES, restrict_files, rules)
    os.closerange(CONTROL + 1, 65536)
    if program is not None:
        attempt(missing, CALLS, refuse_system_calls, program)


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
            os._exit(0)  # nobody asks any more
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
    if value is None or isinstance(value, (bool, str)):
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
        return {str(key): plain(item) for key, item in value.items()}
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


def answer(request):
    try:
        return {"result": run(request["code"], request["variables"])}
    except SystemExit as end:
        failure = end
    except BaseException as caught:
        failure = caught
    text = str(failure.msg if isinstance(failure, SyntaxError) else failure)[:2000]
    name = type(failure).__name__
    return {"error": f"{name}: {text}" if text else name, "line": line_of(failure)}


def serve(rules, program, missing):
    shut_in_child(rules, program, missing)
    # What this touches needs not be copied when somebody waits; the first time does not touch all.
    for _ in range(3):
        encode(answer(decode('{"code": "len(text) + 1", "variables": {"text": "some"}}')[0]))
    send({"pid": os.getpid(), "missing": missing})
    request = receive()
    try:
        send(answer(request))
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
        self.folders = {}  # of children, by their process IDs
        self.number = 0  # of the last folder

    def fork_ordered(self, asked):
        """Forks for those that are asked for already, or for all after a pause in which none was."""
        for connection in [one for one in self.ordered if one in asked or not asked]:
            self.ordered.remove(connection)
            self.fork(connection)
            os.close(connection)

    def fork(self, connection):
        self.number += 1
        own = os.path.join(FOLDER, str(self.number))
        os.mkdir(own, 0o700)
        os.chdir(own)
        os.environ["HOME"] = os.environ["TMPDIR"] = own
        missing = self.missing.copy()
        rules = attempt(missing, FILES, file_rules, own, self.shared)
        child = os.fork()
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


def remove(folder):
    try:
        os.rmdir(folder)  # most runs leave nothing
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parent = Parent()
    control = socket.socket(fileno=CONTROL)
    # A child that ends wakes the select below.
    read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write_end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    gc.freeze()  # a collection in a child would copy all that they share
    while True:
        ready, _, _ = select.select([control, read_end, *parent.ordered], [], [],
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
