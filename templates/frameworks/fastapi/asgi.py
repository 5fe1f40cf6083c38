from .app import app as framework_app
from .mount import mounted

app = mounted(framework_app)
