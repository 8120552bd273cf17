"""What ./dev does where packages are missing and nobody may install them: each verb, without root."""
import os
import shutil
import subprocess

import pytest

from conftest import ROOT
from waits import run

TOOLS = ("awk", "bash", "cat", "cmp", "cut", "dirname", "env", "find", "grep", "head", "mkdir", "nproc", "sort", "tr",
         "xargs")
MISSING = "libboost1.81-dev clang-tidy clang-format libgtest-dev nginx-light npm cargo-web libclang-rt-14-dev"
VERBS = {"run": ["libboost1.81-dev"],
         "build": ["libboost1.81-dev"],
         "test": ["libboost1.81-dev", "libgtest-dev", "npm"],
         "test sdks": ["libboost1.81-dev", "npm", "cargo-web"],
         "sdks": ["libboost1.81-dev", "npm", "cargo-web"],
         "bench": ["libboost1.81-dev", "libgtest-dev", "nginx-light"],
         "fuzz": ["libboost1.81-dev", "libgtest-dev", "libclang-rt-14-dev"],
         "lint": ["libboost1.81-dev", "clang-tidy", "clang-format"],
         "format": ["clang-tidy", "clang-format"],
         "example javascript": ["npm"]}


@pytest.fixture
def bare(tmp_path):
    """A path of a user who is not root: common tools, and packages of which some are missing."""
    def fake(name, script):
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}\n")
        (tmp_path / name).chmod(0o755)
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool))
    fake("id", "echo 1000")
    fake("dpkg-query", '[[ " $MISSING " != *" ${!#} "* ]] && echo -n installed')
    fake("apt-get", f"echo >{tmp_path}/was-run")
    return fake


def dev(tmp_path, verb, missing=MISSING, **more):
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path), "MISSING": missing, **more}
    done = run([ROOT / "dev", *verb.split()], env=environment, stdin=subprocess.DEVNULL)
    assert not os.path.exists(tmp_path / "was-run")
    return done


def line_for_administrators(done):
    lines = [line for line in done.stderr.splitlines() if line.startswith("apt-get")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("sudo", [None, "exit 1"], ids=["without sudo", "with a password"])
def test_a_verb_names_all_that_it_misses_in_one_line(shared, bare, tmp_path, verb, sudo):
    if sudo:
        bare("sudo", sudo)
    done = dev(tmp_path, verb, AWS_ENDPOINT_URL_BEDROCK_AGENT=shared.url)
    assert done.returncode == 3, done.stderr
    line = line_for_administrators(done)
    assert line == "apt-get update && apt-get install -y --no-install-recommends " + " ".join(VERBS[verb])
    assert "installing" not in done.stderr and "installs" not in done.stderr


def test_sudo_that_asks_nobody_is_used(bare, tmp_path):
    bare("sudo", f'[ "$1" = -n ] || echo "$@" >>{tmp_path}/sudo-was-run')
    bare("clang-format", "exit 0")
    done = dev(tmp_path, "format --check", "clang-tidy")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sudo-was-run").read_text().splitlines() == [
        "env DEBIAN_FRONTEND=noninteractive apt-get update -q",
        "env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends clang-tidy"]


def test_with_all_packages_there_nobody_needs_root(bare, tmp_path):
    bare("sudo", f"echo >{tmp_path}/was-run; exit 1")
    bare("clang-format", "exit 0")
    assert dev(tmp_path, "format --check", "").returncode == 0


def test_commands_that_came_another_way_are_packages(bare, tmp_path):
    for command in ("clang-tidy", "clang-format"):
        bare(command, "exit 0")
    assert dev(tmp_path, "format --check").returncode == 0
