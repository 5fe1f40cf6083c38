{% include 'auth/' ~ cookiecutter.auth ~ '/credentials.py' %}
