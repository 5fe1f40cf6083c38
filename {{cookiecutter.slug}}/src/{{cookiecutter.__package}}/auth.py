{% include 'auth/' ~ cookiecutter.auth ~ '/auth.py' %}
