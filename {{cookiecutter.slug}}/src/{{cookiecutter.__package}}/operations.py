{% include ('examples/' ~ cookiecutter.__example if cookiecutter.__example else cookiecutter.__upstream or 'stubs') ~ '/operations.py' %}
