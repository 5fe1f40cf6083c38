from .app import app as framework_app
from .middleware import around

app = around(framework_app)
