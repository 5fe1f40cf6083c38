"""What every server runs: `{{ cookiecutter.__package }}.asgi:app`."""

{% include 'frameworks/' ~ cookiecutter.framework ~ '/asgi.py' %}
