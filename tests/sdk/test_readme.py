"""The README is read here as a new user reads it: from its top to its end, typing what it says.

Each block of code has a kind, and each kind a check below. A block of another kind, or a command that
nobody here knows how to type, fails: what the README says is checked, or is not said.
"""
import json
import os
import re
import shlex

import pytest
import yaml

import waits
from conftest import BINARY, ROOT, Server
from test_sdk_matrix import snippets

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\S*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
DEFAULT_URL = "http://127.0.0.1:8484"
OWN_COMMANDS = set(re.findall(r"^  (\w+) {2,}", waits.run([BINARY, "--help"]).stdout.split("Subcommands:")[1],
                              re.MULTILINE)) - {"serve"}
DEV_COMMANDS = set(re.findall(r"^  (\w+)", waits.run([ROOT / "dev", "help"]).stdout, re.MULTILINE))


def commands_of(text):
    """The commands of a block for a shell, in words."""
    lines = text.replace("\\\n", "").splitlines()
    return [line for line in lines if shlex.split(line, comments=True)]


class Reader:
    """A person with an empty home folder, who types commands in the folder of the README."""

    def __init__(self, home):
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("AWS_", "FLOWS_LOCAL_", "XDG_"))}
        self.environment["HOME"] = str(home)
        self.server = None  # the one that ./dev run has started
        self.started = []

    def start(self, flags):
        self.started.append(Server(*flags, env={"XDG_STATE_HOME": "", **self.environment}, cwd=ROOT))
        return self.started[-1]

    def type(self, line):
        words = shlex.split(line, comments=True)
        known = {"./dev": self.dev, "export": self.export, "bedrock-flows-local": self.own}
        assert words[0] in known, f"nobody here knows how to type: {line}"
        return known[words[0]](words[1:], line)

    def shell(self, script):
        return waits.run(["bash", "-ec", script], env=self.environment, cwd=ROOT)

    def export(self, _, line):
        """Sets variables; what they name must be there."""
        # The binary of these tests may be that of another preset.
        line = line.replace(DEFAULT_URL, self.server.url).replace(
            "$PWD/build/release", os.path.dirname(BINARY))
        done = self.shell(f"{line}\nenv -0")
        assert done.returncode == 0, done.stderr
        self.environment = dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair)
        for assignment in shlex.split(line, comments=True)[1:]:
            name = assignment.split("=", 1)[0]
            for path in self.environment[name].split(":")[:1]:
                if path.startswith("/"):
                    assert os.path.exists(path), f"{line}: there is no {path}"

    def own(self, words, line):
        """Runs a command to its end; starts a server, and ends it again."""
        found = self.shell("command -v bedrock-flows-local").stdout.strip()
        assert os.path.samefile(found, BINARY), f"{line}: not on the path"
        if words and words[0] in OWN_COMMANDS:
            return self.shell(line)
        assert not words or words[0].startswith("-") or words[0] == "serve", line
        self.start([word for word in words if word != "serve"]).stop()
        return None

    def dev(self, words, line):
        assert words[0] in DEV_COMMANDS, f"{line}: ./dev help does not name it"
        if words[0] == "run":
            # A server in memory has its certificate elsewhere than the README says.
            in_memory = [] if {"--in-memory", "--tls"} & set(words) else ["--in-memory"]
            self.server = self.start([*in_memory, *words[1:]])
            self.environment["endpoint"] = self.server.url
        elif words[0] == "example":
            # Without the port of a server that this computer may have, since it is free here.
            self.environment.update(AWS_ENDPOINT_URL_BEDROCK_AGENT=self.server.url,
                                    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=self.server.url)
            done = self.shell(line)
            assert done.returncode == 0, done.stderr
            assert '"completionReason":"SUCCESS"' in done.stdout.replace(" ", "")


def typed(reader, text):
    for line in commands_of(text):
        done = reader.type(line)
        assert done is None or done.returncode == 0, (line, done.stdout, done.stderr)


def shown(reader, text):
    """A session of a terminal: a command, and all that it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, expected = part.partition("\n")
        done = reader.type(line)
        assert done.stdout + done.stderr == expected, line


def backends(reader, text):
    """A document for --backends, which a server must take."""
    reader.server.local("PUT", "backends", text.encode())
    reader.server.local("PUT", "backends", b"{}")


def hooks(reader, text):
    """What pre-commit runs: a command of ours, on files whose names match."""
    for hook in (hook for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]):
        example = "tests/offline/examples/support.json"
        assert re.search(hook["files"], "flows/support.json") and not re.search(hook["files"], "README.md")
        done = reader.type(f"{hook['entry']} {example}")
        assert done.returncode == 0, done.stderr


def snippet(_, text):
    """Code of a client, which test_sdk_matrix finds in the client that it runs."""
    assert text in [found for _, found in snippets()], text


KINDS = {"sh": typed, "console": shown, "json": backends, "yaml": hooks,
         **dict.fromkeys(("python", "js", "go", "java", "rust"), snippet)}


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in BLOCKS}))
def test_each_kind_of_block_is_known(kind):
    assert kind in KINDS, "give it a check in KINDS"


def test_the_readme_can_be_typed(tmp_path):
    reader = Reader(tmp_path)
    try:
        for kind, text in BLOCKS:
            if kind in KINDS:
                KINDS[kind](reader, text)
    finally:
        for server in reader.started:
            if server.process.poll() is None:
                server.stop()
    assert reader.server, "the README starts a server"


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_links_lead_somewhere():
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.*)$", README, re.MULTILINE)}
    links = re.findall(r"\]\(([^)\s]+)\)", README)
    assert links
    for link in links:
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif not link.startswith("https://"):
            assert (ROOT / link.split("#")[0]).exists(), link


def test_files_that_are_named_exist():
    named = re.findall(r"(?<![\w/.~-])((?:build|docker|schemas|src|tests)/[\w./-]+)", README)
    assert named
    for name in named:
        assert (ROOT / name.rstrip(".")).exists() or name.startswith("build/"), name


def test_flags_that_are_named_exist():
    """Flags of ours in prose; other programs' stand in none of our commands."""
    known = set()
    for command in ("serve", *OWN_COMMANDS):
        known |= set(re.findall(r"--[a-z][a-z-]*", waits.run([BINARY, command, "--help"]).stdout))
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    for flag in set(re.findall(r"`(--[a-z][a-z-]*)", prose)):
        assert flag in known, flag


def test_routes_that_are_named_are_served(shared):
    named = set(re.findall(r"`(GET|PUT|POST|DELETE) (/_local/[\w/]*)", README))
    assert named
    for method, path in sorted(named):
        status, _, body = shared.call(method, path)
        message = json.loads(body).get("message", "") if body.startswith(b"{") else ""
        assert status != 501 and "No route of the emulator" not in message, (method, path, body)
