from a2wsgi import WSGIMiddleware

from .app import app as framework_app
from .mount import mounted

app = mounted(WSGIMiddleware(framework_app))  # type: ignore[arg-type]
