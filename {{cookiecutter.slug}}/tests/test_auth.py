{% include 'auth/' ~ cookiecutter.auth ~ '/test_auth.py' %}
