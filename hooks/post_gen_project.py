"""Completes the plugin, removes what was not chosen, reports problems, and says what to do next."""

import base64
import json
import sys
from pathlib import Path

Path("logo.png").write_bytes(base64.b64decode("{{ cookiecutter | logo }}"))
for file in map(Path, json.loads(r"""{{ cookiecutter | left_out | tojson }}""")):
    file.unlink(missing_ok=True)
    for folder in list(file.parents)[:-1]:  # Cookiecutter leaves files out, but never folders.
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
for name, text in json.loads(r"""{{ cookiecutter | example_files | tojson }}""").items():
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8", newline="\n")
next_steps = json.loads(r"""{{ cookiecutter | next_steps | tojson }}""")
problems = json.loads(r"""{{ cookiecutter | check | tojson }}""")
sys.stdout.reconfigure(errors="backslashreplace")
if any(problem.startswith("error: ") for problem in problems):
    report = "The plugin breaks the rules above: please report this to the template's authors."
    sys.exit("\n".join([*problems, report]))
if next_steps:
    print("\n".join([*problems, *next_steps]))
