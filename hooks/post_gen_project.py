"""Completes the plugin, removes what was not chosen, reports problems, and says what to do next."""

import os
import sys

added = [*{{cookiecutter | images | ascii}}, *{{cookiecutter | example_files | ascii}}]
for file, content in added:
    os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
    with open(file, "wb") as written:
        written.write(content)
for file in {{cookiecutter | left_out | ascii}}:
    if os.path.lexists(file):
        os.remove(file)
    folder = os.path.dirname(file)
    if os.path.isdir(folder) and not os.listdir(folder):
        os.removedirs(folder)  # Cookiecutter leaves files out, but never folders.
problems = {{cookiecutter | check | ascii}}
next_steps = {{cookiecutter | next_steps | ascii}}
sys.stdout.reconfigure(errors="backslashreplace")
if any(problem.startswith("error: ") for problem in problems):
    report = "The plugin breaks the rules above: please report this to the template's authors."
    sys.exit("\n".join([*problems, report]))
if next_steps:
    print("\n".join([*problems, *next_steps]))
