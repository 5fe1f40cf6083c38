{% set operations = cookiecutter | operations %}
"""What each endpoint does. This is the file to edit: yet, each function answers with an example.

Raise `errors.NotFound` for what is not there, and others of errors.py as they fit.
"""
{% if operations.has_response_dates %}

import datetime as dt
{% endif %}
{% if operations.has_path_dates or operations.has_models %}

{{ '.' | imports(['fields' if operations.has_path_dates else '', 'models' if operations.has_models else '']) }}
{% endif %}
{% for operation in operations %}


{{ operation.signature(cookiecutter.__knows_user) }}
    {{ operation.docstring }}
{% if operation.endpoint.response %}
    {{ ('return ' ~ operation.response ~ '(') | call(operation.example, indent=4) }}
{% endif %}
{% endfor %}
