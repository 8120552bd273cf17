"""`doctor` says of files and variables what Python's SDK does with them: each row is tried with both."""
import os
import re

import botocore.loaders
import botocore.session
import pytest

from conftest import BINARY
from waits import run

ONE, TWO, THREE = (f"http://127.0.0.1:{port}" for port in (1, 2, 3))
URL = f"endpoint_url = {ONE}\n"
OWN = f"[services l]\nbedrock_agent =\n  endpoint_url = {TWO}\n"
KEYS = "aws_access_key_id = a\naws_secret_access_key = b\n"
# What doctor says where the SDK refuses to start.
REFUSED = re.compile(r"problem: .*(refuses? |no file has a profile|is no http|is set, but|has no aws_secret)")
LOADER = botocore.loaders.Loader()

# The name of a row, the config file, the credentials file, and variables.
ROWS = [
    ("nothing", None, None, {}),
    ("the default profile", "[default]\n" + URL, None, {}),
    ("a name with profile before it", f"[default]\n{URL}[profile default]\nendpoint_url = {TWO}\n", None, {}),
    ("the last name of the default profile", f"[profile default]\nendpoint_url = {TWO}\n[default]\n{URL}", None, {}),
    ("the profile of a variable", "[profile a]\n" + URL, None, {"AWS_PROFILE": "a"}),
    ("the other variable", "[profile a]\n" + URL, None, {"AWS_DEFAULT_PROFILE": "a"}),
    ("both variables", f"[profile a]\n{URL}[profile b]\nendpoint_url = {TWO}\n", None,
     {"AWS_DEFAULT_PROFILE": "a", "AWS_PROFILE": "b"}),
    ("an empty variable", "[default]\n" + URL, None, {"AWS_PROFILE": ""}),
    ("an empty variable before another", "[profile b]\n" + URL, None,
     {"AWS_DEFAULT_PROFILE": "", "AWS_PROFILE": "b"}),
    ("a profile that is gone", "[default]\n" + URL, None, {"AWS_PROFILE": "a"}),
    ("a default profile that is gone", None, None, {"AWS_DEFAULT_PROFILE": "default"}),
    ("a profile without its prefix", "[a]\n" + URL, None, {"AWS_PROFILE": "a"}),
    ("a prefix too many", None, "[profile a]\n" + URL, {"AWS_PROFILE": "a"}),
    ("a profile of the credentials file", "", "[a]\n" + URL, {"AWS_PROFILE": "a"}),
    ("a name in quotes", "[profile \"a b\"]\n" + URL, None, {"AWS_PROFILE": "a b"}),
    ("a quote without an end", "[profile 'a]\n" + URL, None, {"AWS_PROFILE": "a"}),
    ("spaces in brackets", "[ default ]\n" + URL, None, {}),
    ("a comment behind brackets", "[default] # mine\n" + URL, None, {}),
    ("upper case in brackets", "[Default]\n" + URL, None, {}),
    ("services", "[default]\nservices = l\n" + URL + OWN, None, {}),
    ("services in upper case", "[default]\nSERVICES = l\n" + OWN.replace("bedrock_agent", "BEDROCK_AGENT"), None, {}),
    ("nested upper case", "[default]\nservices = l\n" + OWN.replace("endpoint_url", "ENDPOINT_URL"), None, {}),
    ("a service with a hyphen", "[default]\nservices = l\n" + URL + OWN.replace("_agent", "-agent"), None, {}),
    ("services that are gone", "[default]\nservices = gone\n" + URL, None, {}),
    ("services that are gone, but not needed", "[default]\nservices = gone\n", None, {"AWS_ENDPOINT_URL": ONE}),
    ("services that are gone, and ignored", "[default]\nservices = gone\n", None,
     {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}),
    ("services without a name", "[default]\nservices =\n" + URL, None, {}),
    ("services without settings", "[default]\nservices = l\n[services l]\n", None, {}),
    ("services in the credentials file", None, "[default]\nservices = l\n" + OWN, {}),
    ("services named by the credentials file", OWN, "[default]\nservices = l\n", {}),
    ("a service that is a text", "[default]\nservices = l\n[services l]\nbedrock_agent = x\n", None, {}),
    ("a service that is empty", "[default]\nservices = l\n[services l]\nbedrock_agent =\n" + URL, None, {}),
    ("a nested colon", "[default]\nservices = l\n" + OWN.replace("url =", "url:"), None, {}),
    ("a nested setting twice", f"[default]\nservices = l\n{OWN}  endpoint_url = {THREE}\n", None, {}),
    ("comments and tabs in services",
     f"[default]\nservices = l\n[services l]\nbedrock_agent =\n\n# mine\n\tendpoint_url={TWO}\n", None, {}),
    ("the credentials file", None, "[default]\n" + URL, {}),
    ("both files", f"[default]\nendpoint_url = {TWO}\n", "[default]\n" + URL, {}),
    ("an empty one in the credentials file", "[default]\n" + URL, "[default]\nendpoint_url =\n", {}),
    ("a colon", f"[default]\nendpoint_url: {ONE}\n", None, {}),
    ("a key in upper case", "[default]\n" + URL.upper().replace("HTTP", "http"), None, {}),
    ("a section for all", f"[DEFAULT]\n{URL}[default]\nregion = x\n", None, {}),
    ("only a section for all", "[DEFAULT]\n" + URL, None, {}),
    ("a section twice", f"[default]\n{URL}[default]\nregion = x\n", None, {}),
    ("a key twice", "[default]\n" + URL + URL, None, {}),
    ("a key twice in another case", "[default]\n" + URL + URL.upper(), None, {}),
    ("a key twice in another profile", f"[default]\n{URL}[profile b]\na = 1\na = 2\n", None, {}),
    ("a key without a section", URL, None, {}),
    ("a word", "[default]\nword\n" + URL, None, {}),
    ("a nested word", "[default]\ns3 =\n  word\n" + URL, None, {}),
    ("a value without a name", "[default]\n= x\n" + URL, None, {}),
    ("brackets without an end", "[default\n" + URL, None, {}),
    ("a broken credentials file", "[default]\n" + URL, "[default]\nword\n", {}),
    ("a broken file beside variables", "[default]\nword\n", None, {"AWS_ENDPOINT_URL": ONE}),
    ("a byte order mark", "\ufeff[default]\n" + URL, None, {}),
    ("bytes that are no text", b"[default]\n" + URL.encode() + b"a = \xff\n", None, {}),
    ("indentation", f"  [default]\n  {URL}", None, {}),
    ("more indentation", f"[default]\nregion = us-east-1\n  {URL}", None, {}),
    ("Windows line ends", f"[default]\r\n{URL}\r\n", None, {}),
    ("an endpoint that is none", "[default]\nendpoint_url = localhost:8484\n", None, {}),
    ("variables first", "[default]\n" + URL, None,
     {"AWS_ENDPOINT_URL": TWO, "AWS_ENDPOINT_URL_BEDROCK_AGENT": THREE}),
    ("an empty variable of the service", "[default]\n" + URL, None, {"AWS_ENDPOINT_URL_BEDROCK_AGENT": ""}),
    ("ignoring", f"[default]\nignore_configured_endpoint_urls = TRUE\n{URL}", None, {}),
    ("ignoring, in the credentials file", "[default]\n" + URL, "[default]\nignore_configured_endpoint_urls: true\n", {}),
    ("an empty variable that does not ignore", f"[default]\nignore_configured_endpoint_urls = true\n{URL}", None,
     {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ""}),
    ("ignoring by a number", "[default]\n" + URL, None, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "1"}),
    ("a file in the home folder", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": "~/.aws/config"}),
    ("a file in a variable's folder", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": "${HOME}/.aws/config"}),
    ("the other file in the home folder", None, "[default]\n" + URL,
     {"AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}),
    ("another user's file", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": "~root/.aws/no-such-file"}),
    ("a file that is gone", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": "/no/such/file"}),
    ("a device", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": "/dev/null"}),
    ("a folder", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": "/tmp"}),
    ("no file", "[default]\n" + URL, None, {"AWS_CONFIG_FILE": ""}),
    ("keys in the credentials file", "[default]\n" + URL, "[default]\n" + KEYS, {}),
    ("keys in upper case", "[default]\n" + URL, "[default]\n" + KEYS.upper(), {}),
    ("keys in the config file", "[default]\n" + URL + KEYS, None, {}),
    ("keys of another profile", "[default]\n" + URL, "[a]\n" + KEYS, {}),
    ("half a pair", f"[default]\n{URL}aws_access_key_id = a\n", None, {}),
    ("half a pair of variables", "[default]\n" + URL, None, {"AWS_ACCESS_KEY_ID": "a"}),
]


def sdk_uses(monkeypatch, environment):
    """The endpoint that the SDK calls and whether it can sign; None, False where it refuses to start."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    try:
        session = botocore.session.Session()
        session.register_component("data_loader", LOADER)
        client = session.create_client("bedrock-agent")
        return client.meta.endpoint_url, session.get_credentials() is not None
    # AttributeError is what it says to a service whose settings are a text.
    except (botocore.exceptions.BotoCoreError, ValueError, AttributeError):
        return None, False


@pytest.mark.parametrize(("config", "credentials", "variables"), [row[1:] for row in ROWS],
                         ids=[row[0] for row in ROWS])
def test_doctor_finds_what_the_sdk_uses(tmp_path, monkeypatch, config, credentials, variables):
    folder = tmp_path / ".aws"
    folder.mkdir()
    for name, text in (("config", config), ("credentials", credentials)):
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    environment = {"HOME": str(tmp_path), "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
                   "AWS_EC2_METADATA_DISABLED": "true", **variables}
    endpoint, can_sign = sdk_uses(monkeypatch, environment)
    done = run([BINARY, "doctor"], env=environment)
    assert done.returncode == 1  # nobody listens
    assert done.stderr == ""
    if endpoint is None:
        assert REFUSED.search(done.stdout), done.stdout
        return
    if "amazonaws.com" in endpoint:
        assert ("bedrock-agent: the real AWS" in done.stdout
                or "true, so the endpoints above are not used" in done.stdout), done.stdout
    else:
        assert f"bedrock-agent: {endpoint} (from " in done.stdout, done.stdout
    assert not REFUSED.search(done.stdout), done.stdout
    assert ("There are no AWS credentials" not in done.stdout) == can_sign, done.stdout
