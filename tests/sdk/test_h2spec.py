"""HTTP/2 as h2spec, the conformance tests of HTTP/2 and HPACK, judges it.

FLOWS_H2SPEC names the program.
"""
import os
import re

import pytest

from waits import run

TLS = ("--tls", "--insecure")


@pytest.mark.parametrize("flags", [(), TLS], ids=["plain", "TLS"])
def test_all_of_h2spec_passes(start, tmp_path, flags):
    server = start(*(("--db", tmp_path / "state.db", "--tls") if flags else ("--in-memory",)))
    done = run([os.environ["FLOWS_H2SPEC"], "--strict", *flags, "--port", str(server.port),
                "--path", "/_local/health"])
    summary, = re.findall(r"^(\d+) tests, (\d+) passed, (\d+) skipped, (\d+) failed$", done.stdout,
                          re.MULTILINE)
    total, passed, skipped, failed = map(int, summary)
    assert (skipped, failed) == (0, 0), done.stdout
    assert passed == total > 140
