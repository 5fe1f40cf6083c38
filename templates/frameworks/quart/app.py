{% set operations = cookiecutter | operations %}
{% set path = 'parse_path({type}, {name}, {python})' %}
"""The plugin as a Quart app: its operations, its documents, and who may call from where."""

import re

{{ 'quart' | imports(['Blueprint', 'Quart', 'Response', 'ResponseReturnValue', 'g' if cookiecutter.__knows_user else '', 'redirect', 'request']) }}
from quart_cors import cors as allow_origins

{{ '.' | imports(['cors', 'documents', 'edge', 'fields' if operations.has_path_dates else '', 'models' if operations.has_query or operations.has_body else '', 'operations']) }}
{{ '.parsing' | imports(['Segment', 'parse_path' if operations.has_typed_params else '']) }}

plugin = Blueprint("plugin", __name__)
plugin.before_request(edge.guard)
{% for operation in operations %}


{{ ('@plugin.' ~ operation.method ~ '(') | call([operation.route('<', '>')]) }}
async {{ operation.werkzeug('ResponseReturnValue', before='async ') }}
    {{ operation.docstring }}
{% set values = operation.values('g.user' if cookiecutter.__knows_user else '', 'edge.query({})', 'await edge.body({})', path) %}
    {{ 'return await edge.answer(' | call(['operations.' ~ operation.function] + values, indent=4) }}
{% endfor %}


app = Quart(__name__, static_folder=None)
app.url_map.converters["default"] = Segment
app.url_map.merge_slashes = False


@app.after_request
async def allow_private_network(response: Response) -> Response:
    # quart-cors, which runs after this, leaves out what Chrome asks for before it calls localhost.
    asked = request.headers.get("Access-Control-Request-Private-Network") == "true"
    if asked:
        response.headers["Access-Control-Allow-Private-Network"] = "true"
    return response


allow_origins(
    app,
    allow_origin=[*cors.ORIGINS, re.compile(cors.LOCALHOST)],
    allow_methods=cors.METHODS,
    allow_headers=cors.HEADERS,
)
edge.answer_errors_as_json(app)
app.register_blueprint(plugin)


@app.get("/")
async def index() -> ResponseReturnValue:
    return redirect("/.well-known/ai-plugin.json", 307)


@app.get("/.well-known/ai-plugin.json")
async def manifest() -> ResponseReturnValue:
    return Response(documents.manifest_json(), mimetype="application/json")


@app.get("/openapi.yaml")
async def openapi() -> ResponseReturnValue:
    return Response(documents.openapi_yaml(), mimetype="application/yaml")


@app.get("/logo.png")
async def logo() -> ResponseReturnValue:
    return Response(documents.shipped("logo.png"), mimetype="image/png")


@app.get("/legal")
async def legal() -> ResponseReturnValue:
    return Response(documents.shipped("legal.html"), mimetype="text/html")
