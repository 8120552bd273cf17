"""What shuts in the processes that run the code of InlineCode nodes.

The text of this file stands before that of worker.py in the one program that Python is started with.
"""
import ctypes
import errno
import json
import os
import resource
import signal
import struct
import sys

CONTROL = 3  # of the parent; the socket of its run for a child
LIMITS = json.loads(sys.argv[1])  # memoryBytes, cpuSeconds, fileBytes, requestBytes
libc = ctypes.CDLL(None, use_errno=True)

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
    own_place = []
    try:
        own_place = open_places({own: all_rights})
        for place, rights in shared + own_place:
            rule = struct.pack("=Qi", rights, place)
            if libc.syscall(LANDLOCK_ADD, rules, 1, rule, 0) != 0:
                raise OSError(ctypes.get_errno(), "landlock")
    except OSError:
        os.close(rules)
        raise
    finally:
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
    """What the step gives, or None and a line in `missing` that the kernel did not take `what`.

    A lack of open files or memory passes: it raises OSError, rather than leave a child less shut in
    than others.
    """
    try:
        return step(*arguments)
    except OSError as failure:
        if failure.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
            raise
        missing.append(f"{what}: {failure}")
        return None


FILES, CALLS, CAPABILITIES = "files (Landlock)", "network and processes (seccomp)", "capabilities"


def lower_limit(what, most):
    """A limit that is lower already stays: only a privileged process may raise it."""
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def shut_in_all(missing):
    """What the parent gives up, for itself and all its children."""
    os.environ.clear()
    os.environ.update(LANG="C.UTF-8", PATH="/usr/bin:/bin")
    for what, most in ((resource.RLIMIT_AS, LIMITS["memoryBytes"]),
                       (resource.RLIMIT_FSIZE, LIMITS["fileBytes"]), (resource.RLIMIT_CORE, 0)):
        lower_limit(what, most)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    attempt(missing, CALLS, refuse_system_calls, filter_of(REFUSED))
    attempt(missing, CAPABILITIES, drop_capabilities)


def shut_in_child(rules, program, missing):
    """What a child gives up besides. Open files of the parent go here."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.setpgid(0, 0)
    for what, most in ((resource.RLIMIT_CPU, LIMITS["cpuSeconds"]), (resource.RLIMIT_NOFILE, 64)):
        lower_limit(what, most)
    if rules is not None:
        attempt(missing, FILES, restrict_files, rules)
    os.closerange(CONTROL + 1, 65536)
    if program is not None:
        attempt(missing, CALLS, refuse_system_calls, program)
