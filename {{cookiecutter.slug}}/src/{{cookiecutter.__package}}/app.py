{% include 'frameworks/' ~ cookiecutter.framework ~ '/app.py' %}
