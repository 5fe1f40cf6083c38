"""What every server runs: `{{ cookiecutter.__package }}.asgi:app`."""

from .app import create_app
{% if cookiecutter.__database %}
from .database import engine
{% endif %}
{{ '.runtime' | imports(['framework', 'health', 'mcp' if cookiecutter.mcp else '', 'migrations' if cookiecutter.__database else '', 'pages', 'pool' if cookiecutter.__database else '']) }}
{% if cookiecutter | parts %}
from .runtime.{{ cookiecutter.auth }} import PARTS
{% endif %}
from .runtime.server import Server, gateway

{% if cookiecutter.__database %}
engine()  # Opened before the first request, so that a server starts only with the right tables.
{% endif %}
plugin = gateway(framework.to_asgi(create_app()))
probes = health.part({{ 'lambda: migrations.problem(pool.probe(engine()))' if cookiecutter.__database else '' }})
app = Server({{ ', '.join(['plugin', 'probes', '*pages.PARTS'] + (['mcp.serve(plugin)'] if cookiecutter.mcp else []) + (['*PARTS'] if cookiecutter | parts else [])) }})
