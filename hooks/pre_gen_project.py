"""Refuses bad answers that came another way than by the questions, as in an edited replay file."""

import json
import sys

problems = json.loads(r"""{{ cookiecutter | problems | tojson }}""")
if problems:
    sys.exit("\n".join(problems))
