"""The Quart app. Add extensions, blueprints and pages of your own to it in create_app()."""

import re

from quart import Quart
from quart_cors import cors as allow_origins

from . import operations
from .runtime import binding, cors, framework


def create_app() -> Quart:
    """Create the app: each operation of openapi.yaml is a route to its function in operations.py."""
    app = Quart(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    allow_origins(
        app,
        allow_origin=[*cors.ORIGINS, re.compile(cors.LOCALHOST)],
        allow_methods=cors.METHODS,
        allow_headers=cors.HEADERS,
        expose_headers=cors.EXPOSED,
    )
    framework.only_with_origin(app)
    framework.add_documents(app)
    framework.add_error_handlers(app)

    for operation in binding.bind(operations):
        app.add_url_rule(
            framework.rule(operation.path),
            endpoint=operation.id,
            view_func=framework.view(operation),
            methods=[operation.method],
        )
    return app
