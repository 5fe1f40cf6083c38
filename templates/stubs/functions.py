{% for operation in cookiecutter | stubs %}


{{ operation.signature(cookiecutter.__knows_user) }}
    {{ operation.docstring }}
{% if operation.example %}
    return {{ operation.response }}(
{% for line in operation.example %}
        {{ line }}
{% endfor %}
    )
{% endif %}
{% endfor %}
