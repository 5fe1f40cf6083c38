"""The Python that runs inside Cookiecutter while this template asks and renders."""

import sys

# Before anything that an older Python cannot import. This file and refused.py run on Python 3.8.
if sys.version_info < (3, 11):  # noqa: UP036
    from plugin_template.engine.refused import Refused

    raise Refused(
        f"This template needs Python 3.11 or newer, but Cookiecutter runs on Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}. With uv, a newer one is: "
        f"uvx --python 3.13 cookiecutter"
    )
