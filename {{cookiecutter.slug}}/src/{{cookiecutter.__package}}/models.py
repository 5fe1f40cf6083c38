{% set operations = cookiecutter | operations %}
"""What operations take and return, as pydantic models of the schemas in openapi.yaml."""
{% if operations.have_dated_models %}

import datetime as dt
{% endif %}
{% if operations.models %}

{{ 'pydantic' | imports(['BaseModel', 'Field' if operations.have_aliases else '']) }}
{% endif %}
{% for model in operations.models %}


class {{ model.name }}(BaseModel):
    """{{ model.about }}"""

{% for field in model.fields %}
    {{ field }}
{% endfor %}
{% endfor %}
