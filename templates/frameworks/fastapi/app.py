{% set operations = cookiecutter | operations %}
"""The plugin as a FastAPI app: its operations, its documents, and who may call from where."""
{% if operations.has_query %}

from typing import Annotated
{% endif %}

from fastapi import APIRouter, FastAPI, {{ 'Query, ' if operations.has_query else '' }}Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import RedirectResponse

{{ '.' | imports(['cors', 'documents', 'edge', 'fields' if operations.has_path_dates else '', 'models' if operations.has_models else '', 'operations']) }}

plugin = APIRouter(route_class=edge.GuardedRoute)
{% for operation in operations %}


{{ ('@plugin.' ~ operation.method ~ '(') | call([operation.route('{', '}')] + (['response_model_exclude_none=True'] if operation.has_optional_response else [])) }}
{{ operation.fastapi(cookiecutter.__knows_user) }}
    {{ operation.docstring }}
{% set values = operation.values('user' if cookiecutter.__knows_user else '', 'query', 'body', '{python}') %}
{% if operation.endpoint.response %}
    {{ ('return operations.' ~ operation.function ~ '(') | call(values, indent=4) }}
{% else %}
    {{ ('operations.' ~ operation.function ~ '(') | call(values, indent=4) }}
    return {}
{% endif %}
{% endfor %}


# The API is described by openapi.yaml, so FastAPI makes no description of its own.
app = FastAPI(openapi_url=None, redirect_slashes=False)
app.add_middleware(
    CORSMiddleware,
    allow_origins=cors.ORIGINS,
    allow_origin_regex=cors.LOCALHOST,
    allow_methods=cors.METHODS,
    allow_headers=cors.HEADERS,
    allow_private_network=True,
)
edge.answer_errors_as_json(app)
app.include_router(plugin)


@app.get("/")
def index() -> Response:
    return RedirectResponse("/.well-known/ai-plugin.json")


@app.get("/.well-known/ai-plugin.json")
def manifest() -> Response:
    return Response(documents.manifest_json(), media_type="application/json")


@app.get("/openapi.yaml")
def openapi() -> Response:
    return Response(documents.openapi_yaml(), media_type="application/yaml")


@app.get("/logo.png")
def logo() -> Response:
    return Response(documents.shipped("logo.png"), media_type="image/png")


@app.get("/legal")
def legal() -> Response:
    return Response(documents.shipped("legal.html"), media_type="text/html")
