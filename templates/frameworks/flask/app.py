"""The Flask app. Add extensions, blueprints and pages of your own to it in create_app()."""

from flask import Flask
from flask_cors import CORS

from . import operations
from .runtime import binding, cors, framework


def create_app() -> Flask:
    """Create the app: each operation of openapi.yaml is a route to its function in operations.py."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    CORS(
        app,
        origins=[*cors.ORIGINS, cors.LOCALHOST],
        methods=cors.METHODS,
        allow_headers=cors.HEADERS,
        expose_headers=cors.EXPOSED,
        allow_private_network=True,
        always_send=False,
    )
    framework.add_documents(app)
    framework.add_error_handlers(app)

    for operation in binding.bind(operations):
        app.add_url_rule(
            framework.rule(operation.path),
            endpoint=operation.id,
            view_func=framework.view(app, operation),
            methods=[operation.method],
        )
    return app
