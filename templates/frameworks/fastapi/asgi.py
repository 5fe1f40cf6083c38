{% if cookiecutter.auth == 'oauth' %}
from . import oauth
{% endif %}
from .app import app as framework_app
from .middleware import around

app = {{ 'oauth.beside(around(framework_app))' if cookiecutter.auth == 'oauth' else 'around(framework_app)' }}
