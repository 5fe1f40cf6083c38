"""What each operation of openapi.yaml does. Replace the example answers with your code.

To refuse a request, raise an error of runtime/errors.py, such as NotFound("There is no …").
"""
{% include 'stubs/imports.py' %}
{% if (cookiecutter | stubs).models or (cookiecutter | stubs).choices %}

from . import models
{% endif %}
