{% include ('examples/' ~ cookiecutter.__example if cookiecutter.__example else cookiecutter.__upstream or 'stubs') ~ '/operations.py' %}
{% include 'stubs/functions.py' if not cookiecutter.__upstream else [] ignore missing %}
