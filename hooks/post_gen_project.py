"""Draws the logo, removes what was not chosen, checks the new plugin, and says what to type next."""

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
sys.dont_write_bytecode = True
sys.path.insert(0, "src/{{ cookiecutter.__package }}/runtime")
from check import check  # noqa: E402

problems = check(Path())
sys.stdout.reconfigure(errors="backslashreplace")
for problem in problems:
    print(problem)
if any(problem.level == "error" for problem in problems):
    sys.exit("The plugin breaks the rules above: please report this to the template's authors.")
print("\nYour plugin is ready. Next:\n\n    cd {{ cookiecutter.slug }}")
print("    uv run pytest\n    uv run {{ cookiecutter.slug }} serve")
