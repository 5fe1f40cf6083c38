{% set operations = cookiecutter | operations %}
"""What operations take and give: the schemas of openapi.yaml as pydantic models."""
{% if operations.has_response or operations.has_field_details %}

{{ 'pydantic' | imports(['BaseModel' if operations.has_response else '', 'Field' if operations.has_field_details else '']) }}
{% endif %}
{% if operations.has_model_dates %}

from . import fields
{% endif %}
{% if operations.has_query or operations.has_body %}
{{ '' if operations.has_model_dates else '\n' -}}
{{ '.base' | imports(['Body' if operations.has_body else '', 'Request' if operations.has_query else '']) }}
{% endif %}
{% for operation in operations %}
{% if operation.query %}


class {{ operation.class_name }}Query(Request):
    """The query of {{ operation.endpoint.operation_id }}."""

{% for line in operation.query_fields %}
    {{ line }}
{% endfor %}
{% endif %}
{% if operation.request %}


class {{ operation.class_name }}Request(Body):
    """The body of {{ operation.endpoint.operation_id }}."""

{% for line in operation.body_fields %}
    {{ line }}
{% endfor %}
{% endif %}
{% if operation.endpoint.response %}


class {{ operation.class_name }}Response(BaseModel):
    """The answer of {{ operation.endpoint.operation_id }}."""

{% for line in operation.response_fields %}
    {{ line }}
{% endfor %}
{% endif %}
{% endfor %}
