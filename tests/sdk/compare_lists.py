"""Prints what has changed from the pinned SDKs to the newest ones, and which clients passed with
them; ./dev sdks calls it.

    python compare_lists.py PINNED NEWEST RESULTS

PINNED and NEWEST are folders with lists, RESULTS is the JUnit file of test_sdk_matrix.py.
"""
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

# Of what each list names, this is the SDK; the clients that run it are named after it.
PYTHON = r"^([\w-]+)==(\S+)$"
LISTS = (
    ("requirements.txt", PYTHON, ("boto3", "botocore"), "boto3"),
    ("requirements.txt", PYTHON, ("awscli",), "aws-cli"),
    ("python/aiobotocore.txt", PYTHON, ("aiobotocore", "botocore"), "aiobotocore"),
    ("js/package.json", r'"@(?:aws-sdk|smithy)/([\w-]+)": "([^"]+)"',
     ("client-bedrock-agent", "client-bedrock-agent-runtime", "node-http-handler"),
     "javascript javascript-http1"),
    ("go/go.mod", r"^\s*github\.com/aws/(\S+) v(\S+)",
     ("aws-sdk-go-v2/service/bedrockagent", "aws-sdk-go-v2/service/bedrockagentruntime",
      "aws-sdk-go-v2"), "go"),
    ("java/pom.xml", r"<artifactId>([\w-]+)</artifactId>\s*<version>([\d.]+)</version>",
     ("bedrockagent", "bedrockagentruntime", "apache5-client", "url-connection-client",
      "netty-nio-client", "aws-crt-client"), "java java-http2 java-crt"),
    ("rust/packages.lock", r'^name = "([\w-]+)"\nversion = "([^"]+)"',
     ("aws-sdk-bedrockagent", "aws-sdk-bedrockagentruntime", "aws-smithy-http-client"), "rust"),
)


def versions(folder, file, pattern):
    return dict(re.findall(pattern, (folder / file).read_text(), re.MULTILINE))


def results(path):
    """What became of each client."""
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        if name := re.fullmatch(r"test_the_scenario\[(.*)\]", case.get("name")):
            failed = case.find("failure") is not None or case.find("error") is not None
            found[name[1]] = "failed" if failed else "passed"
    return found


pinned, newest = map(Path, sys.argv[1:3])
outcome = results(sys.argv[3])
for file, pattern, names, clients in LISTS:
    before, after = versions(pinned, file, pattern), versions(newest, file, pattern)
    for name in names:
        change = "as pinned" if after[name] == before[name] else f"pinned {before[name]}"
        print(f"{name:<42} {after[name]:<14} {change}")
    print("".join(f"    {client}: {outcome.get(client, 'did not run')}\n" for client in clients.split()))
