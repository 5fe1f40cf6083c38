"""The FastAPI app. Add middleware, routers and pages of your own to it in create_app()."""

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware

from . import operations
from .runtime import binding, cors, framework


def create_app() -> FastAPI:
    """Create the app: each operation of openapi.yaml is a route to its function in operations.py."""
    # openapi.yaml describes the API, so FastAPI generates no description of its own.
    app = FastAPI(openapi_url=None, redirect_slashes=False, telemetry=framework.TELEMETRY)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=cors.ORIGINS,
        allow_origin_regex=cors.LOCALHOST,
        allow_methods=cors.METHODS,
        allow_headers=cors.HEADERS,
        expose_headers=cors.EXPOSED,
        allow_private_network=True,
    )
    framework.add_documents(app)
    framework.add_error_handlers(app)

    router = APIRouter(route_class=framework.GuardedRoute)
    for operation in binding.bind(operations):
        router.add_api_route(
            operation.path,
            framework.endpoint(operation),
            methods=[operation.method],
            name=operation.id,
        )
    app.include_router(router)
    return app
