"""The glue to Cookiecutter's internals."""
