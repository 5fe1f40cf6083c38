{% include 'auth/' ~ cookiecutter.auth ~ '/settings.py' %}
