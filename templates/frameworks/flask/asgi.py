from a2wsgi import WSGIMiddleware

{% if cookiecutter.auth == 'oauth' %}
from . import oauth
{% endif %}
from .app import app as framework_app
from .middleware import around

app = around(WSGIMiddleware(framework_app))  # type: ignore[arg-type]
{% if cookiecutter.auth == 'oauth' %}
app = oauth.beside(app)
{% endif %}
