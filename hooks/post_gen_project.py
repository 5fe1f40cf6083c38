"""Draws the logo, checks the new plugin against the rules of hosts, and says what to type next."""

import base64
import shutil
import sys
from pathlib import Path

Path("logo.png").write_bytes(base64.b64decode("{{ cookiecutter | logo }}"))
runtime = Path("src/{{ cookiecutter.__package }}/runtime")
for name in {{ cookiecutter | unused }}:
    (runtime / f"{name}.py").unlink(missing_ok=True)
    for folder in (runtime / name, Path("tests", name)):
        shutil.rmtree(folder, ignore_errors=True)
for folder in (".codex-plugin", "skills/{{ cookiecutter.slug }}", "skills"):
    if not any(Path(folder).iterdir()):  # Cookiecutter leaves files out, but never folders.
        Path(folder).rmdir()
sys.dont_write_bytecode = True
sys.path.insert(0, str(runtime))
from check import check  # noqa: E402

problems = check(Path())
sys.stdout.reconfigure(errors="backslashreplace")
for problem in problems:
    print(problem)
if any(problem.level == "error" for problem in problems):
    sys.exit("The plugin breaks the rules above: please report this to the template's authors.")
print("\nYour plugin is ready. Next:\n\n    cd {{ cookiecutter.slug }}")
print("    uv run pytest\n    uv run {{ cookiecutter.slug }} serve")
