"""The Python that runs inside Cookiecutter while this template asks and renders."""
