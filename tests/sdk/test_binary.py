"""The binary runs on the systems that the README names: it asks the C library for nothing newer."""
import re

import waits
from conftest import BINARY

NEWEST = (2, 34)  # Amazon Linux 2023, RHEL 9, Ubuntu 22.04


def readelf(*arguments):
    done = waits.run(["readelf", "--wide", *arguments, BINARY])
    assert done.returncode == 0, done.stderr
    return done.stdout


def version_of(name):
    numbers = re.fullmatch(r"GLIBC_(\d+(?:\.\d+)*)", name)
    return tuple(int(number) for number in numbers[1].split(".")) if numbers else None


def test_no_symbol_is_newer_than_the_oldest_system_has():
    symbols = re.findall(r"(\S+)@(GLIBC_\S+)", readelf("--dyn-syms"))
    assert symbols, "a binary without a symbol of the C library is not ours"
    too_new = [f"{name}@{version}" for name, version in symbols
               if version_of(version) is None or version_of(version) > NEWEST]
    assert too_new == []


def test_no_version_is_needed_that_the_oldest_system_lacks():
    # GLIBC_ABI_DT_RELR, for one, belongs to no symbol.
    needed = set(re.findall(r"Name: (GLIBC_\S+)", readelf("--version-info")))
    assert needed
    assert {name for name in needed
            if version_of(name) is None or version_of(name) > NEWEST} == set()


def test_only_the_c_library_is_needed():
    libraries = re.findall(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]", readelf("--dynamic"))
    assert set(libraries) <= {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"}
