{% for operation in cookiecutter | stubs %}


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
