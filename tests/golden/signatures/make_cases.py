#!/usr/bin/env python3
"""Writes cases.json and s3_cases.json: requests with the signatures that botocore gives them.

The requests follow the rules that AWS publishes test vectors for; key, time and service are theirs.
    build/venv/bin/python tests/golden/signatures/make_cases.py
"""
import datetime
import json
from pathlib import Path
from unittest import mock

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "a-session-token/with+signs=="
TIME = datetime.datetime(2015, 8, 30, 12, 36, 0, tzinfo=datetime.timezone.utc)
# What AWS publishes for the first case: botocore and AWS mean the same.
PUBLISHED = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"

# name, method, target, headers besides host, body, session token
CASES = [
    ("get-vanilla", "GET", "/", [], "", None),
    ("post-vanilla", "POST", "/", [], "", None),
    ("get-vanilla-query", "GET", "/?Param1=value1", [], "", None),
    ("get-vanilla-query-order-key", "GET", "/?Param2=value2&Param1=value1", [], "", None),
    ("get-vanilla-query-order-value", "GET", "/?Param1=value2&Param1=value1", [], "", None),
    ("get-vanilla-query-order-encoded", "GET", "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
     [], "", None),
    ("get-vanilla-query-empty", "GET", "/?Param1", [], "", None),
    ("get-vanilla-query-unreserved", "GET",
     "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz="
     "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", [], "", None),
    ("get-utf8", "GET", "/%E1%88%B4", [], "", None),
    ("get-space", "GET", "/example%20space/", [], "", None),
    ("get-unreserved", "GET",
     "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", [], "", None),
    ("get-slash", "GET", "//", [], "", None),
    ("get-slashes", "GET", "//example//", [], "", None),
    ("get-slash-dot-slash", "GET", "/./", [], "", None),
    ("get-slash-pointless-dot", "GET", "/./example", [], "", None),
    ("get-relative", "GET", "/example/..", [], "", None),
    ("get-relative-relative", "GET", "/example1/example2/../..", [], "", None),
    ("get-arn", "GET", "/flows/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aflow%2FABCDEFGHIJ/",
     [], "", None),
    ("get-arn-colons", "GET", "/flows/arn:aws:bedrock:us-east-1:123456789012:flow%2FABCDEFGHIJ/",
     [], "", None),
    ("get-header-value-trim", "GET", "/",
     [("My-Header1", " value1"), ("My-Header2", ' "a   b   c"')], "", None),
    ("get-header-key-duplicate", "GET", "/",
     [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")], "", None),
    ("post-header-key-sort", "POST", "/", [("My-Header1", "value1")], "", None),
    ("post-header-value-case", "POST", "/", [("My-Header1", "VALUE1")], "", None),
    ("post-x-www-form-urlencoded", "POST", "/",
     [("Content-Type", "application/x-www-form-urlencoded")], "Param1=value1", None),
    ("post-json", "POST", "/flows/", [("Content-Type", "application/json")], '{"name":"\u1234"}',
     None),
    ("post-unsigned-payload", "POST", "/flows/", [("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD")],
     "anything", None),
    ("get-session-token", "GET", "/", [], "", TOKEN),
]

# S3 signs the path as it is sent: nothing in a key is normalized or encoded once more.
S3_CASES = [
    ("s3-get", "GET", "/bucket/folder/key.txt", [], "", None),
    ("s3-get-slashes-and-dots", "GET", "/bucket//a/./b/../c//", [], "", None),
    ("s3-get-encoded", "GET", "/bucket/a%20b%2Bc%C3%BC%2Fd~", [], "", None),
    ("s3-list", "GET", "/bucket?list-type=2&prefix=a%2Fb%20c&delimiter=%2F", [], "", None),
    ("s3-put", "PUT", "/bucket/key", [("Content-Type", "text/plain")], "body\n", None),
    ("s3-session-token", "GET", "/bucket/key", [], "", TOKEN),
]


class SignWhatIsGiven(auth.SigV4Auth):
    """botocore would hash the body whatever the header says."""

    def payload(self, request):
        return request.headers.get("X-Amz-Content-SHA256") or super().payload(request)


def sign(signer_class, case, **arguments):
    name, method, target, headers, body, token = case
    request = AWSRequest(method=method, url="http://example.amazonaws.com" + target,
                         data=body.encode())
    for header, value in headers:
        request.headers.add_header(header, value)
    credentials = Credentials(KEY, SECRET, token)
    service = "s3" if signer_class is auth.S3SigV4Auth else "service"
    signer = signer_class(credentials, service, "us-east-1", **arguments)
    with mock.patch.object(auth, "get_current_datetime", return_value=TIME):
        signer.add_auth(request)
    sent = [("Host", "example.amazonaws.com"), *request.headers.items()]
    return {"name": name, "method": method,
            "target": request.url.removeprefix("http://example.amazonaws.com"),
            "headers": sent, "body": body, **({"token": token} if token else {})}


def write(name, cases):
    text = ",\n".join(json.dumps(case) for case in cases)
    Path(__file__).with_name(name).write_text(f"[\n{text}\n]\n")


def main():
    cases = [sign(SignWhatIsGiven, case) for case in CASES]
    assert dict(cases[0]["headers"])["Authorization"].endswith(PUBLISHED)
    for case in (CASES[0], CASES[3], CASES[17], CASES[-1]):
        made = sign(auth.SigV4QueryAuth, case, expires=3600)
        cases.append({**made, "name": made["name"] + "-presigned"})
    write("cases.json", cases)
    write("s3_cases.json", [sign(auth.S3SigV4Auth, case) for case in S3_CASES])


if __name__ == "__main__":
    main()
