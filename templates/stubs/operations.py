{% set operations = cookiecutter | operations %}
"""What each operation of openapi.yaml does. Replace the example answers with your code.

To refuse a request, raise an error of runtime/errors.py, such as NotFound("There is no …").
"""
{% if operations.have_dates %}

import datetime as dt
{% endif %}
{% if operations.models %}

from . import models
{% endif %}
{% for operation in operations %}


{{ operation.signature(cookiecutter.__knows_user) }}
    {{ operation.docstring }}
{% if operation.example %}
    return {{ operation.response }}(
{% for argument in operation.example %}
        {{ argument }},
{% endfor %}
    )
{% endif %}
{% endfor %}
