"""Writes the versions that pip would install into a list of requirements; ./dev sdks calls it.

    python raise_pins.py LIST REPORT NAME...

REPORT is what pip install --report wrote. Lines of other names than these stay.
"""
import json
import re
import sys
from pathlib import Path

path, report, *names = sys.argv[1:]
installed = json.loads(Path(report).read_text())["install"]
versions = {item["metadata"]["name"]: item["metadata"]["version"] for item in installed}
text = Path(path).read_text()
for name in names:
    text = re.sub(rf"^{name}==.*$", f"{name}=={versions[name]}", text, flags=re.MULTILINE)
Path(path).write_text(text)
