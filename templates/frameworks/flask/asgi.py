from a2wsgi import WSGIMiddleware

from .app import app as framework_app
from .middleware import around

app = around(WSGIMiddleware(framework_app))  # type: ignore[arg-type]
