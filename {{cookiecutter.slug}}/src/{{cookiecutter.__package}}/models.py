{% set operations = cookiecutter | operations %}
"""What operations take and return, as pydantic models of the schemas in openapi.yaml."""
{% if operations.have_dated_models or operations.choices %}

{% endif %}
{% if operations.have_dated_models %}
import datetime as dt
{% endif %}
{% if operations.choices %}
from typing import Literal
{% endif %}
{% if operations.models %}

{{ 'pydantic' | imports(['BaseModel', 'Field' if operations.need_field else '']) }}
{% endif %}
{% for choices in operations.choices %}

{% for line in choices.lines %}
{{ line }}
{% endfor %}
{% endfor %}
{% for model in operations.models %}


class {{ model.name }}(BaseModel):
    """{{ model.about }}"""

{% for line in model.lines %}
    {{ line }}
{% endfor %}
{% endfor %}
