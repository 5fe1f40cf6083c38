"""The glue to Cookiecutter's internals, and the only place that knows them."""
