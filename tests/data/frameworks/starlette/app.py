"""The Starlette app. Add middleware, routes and pages of your own to it in create_app()."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from . import operations
from .runtime import binding, cors, framework


def create_app() -> Starlette:
    """Create the app: each operation of openapi.yaml is a route to its function in operations.py."""
    from_browsers = Middleware(
        CORSMiddleware,
        allow_origins=cors.ORIGINS,
        allow_origin_regex=cors.LOCALHOST,
        allow_methods=cors.METHODS,
        allow_headers=cors.HEADERS,
        expose_headers=cors.EXPOSED,
        allow_private_network=True,
    )
    app = Starlette(
        routes=framework.documents_routes(),
        middleware=[from_browsers],
        exception_handlers=framework.ERROR_HANDLERS,
    )
    app.router.redirect_slashes = False

    for operation in binding.bind(operations):
        app.add_route(
            operation.path,
            framework.endpoint(operation),
            methods=[operation.method],
            name=operation.id,
        )
    return app
