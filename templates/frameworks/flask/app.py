{% set operations = cookiecutter | operations %}
{% set path = 'parse_path({type}, {name}, {python})' %}
"""The plugin as a Flask app: its operations, its documents, and who may call from where."""

{{ 'flask' | imports(['Blueprint', 'Flask', 'Response', 'g' if cookiecutter.__knows_user else '', 'redirect']) }}
from flask.typing import ResponseReturnValue
from flask_cors import CORS

{{ '.' | imports(['cors', 'documents', 'edge', 'fields' if operations.has_path_dates else '', 'models' if operations.has_query or operations.has_body else '', 'operations']) }}
{{ '.parsing' | imports(['Segment', 'parse_path' if operations.has_typed_params else '']) }}

plugin = Blueprint("plugin", __name__)
plugin.before_request(edge.guard)
{% for operation in operations %}


{{ ('@plugin.' ~ operation.method ~ '(') | call([operation.route('<', '>')]) }}
{{ operation.werkzeug('ResponseReturnValue') }}
    {{ operation.docstring }}
{% set values = operation.values('g.user' if cookiecutter.__knows_user else '', 'edge.query({})', 'edge.body({})', path) %}
    {{ 'return edge.answer(' | call(['operations.' ~ operation.function] + values, indent=4) }}
{% endfor %}


app = Flask(__name__, static_folder=None)
app.url_map.converters["default"] = Segment
app.url_map.merge_slashes = False
CORS(
    app,
    origins=[*cors.ORIGINS, cors.LOCALHOST],
    methods=cors.METHODS,
    allow_headers=cors.HEADERS,
    allow_private_network=True,
    always_send=False,
)
edge.answer_errors_as_json(app)
app.register_blueprint(plugin)


@app.get("/")
def index() -> ResponseReturnValue:
    return redirect("/.well-known/ai-plugin.json", 307)


@app.get("/.well-known/ai-plugin.json")
def manifest() -> ResponseReturnValue:
    return Response(documents.manifest_json(), mimetype="application/json")


@app.get("/openapi.yaml")
def openapi() -> ResponseReturnValue:
    return Response(documents.openapi_yaml(), mimetype="application/yaml")


@app.get("/logo.png")
def logo() -> ResponseReturnValue:
    return Response(documents.shipped("logo.png"), mimetype="image/png")


@app.get("/legal")
def legal() -> ResponseReturnValue:
    return Response(documents.shipped("legal.html"), mimetype="text/html")
