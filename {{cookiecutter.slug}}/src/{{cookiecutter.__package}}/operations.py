{% include 'examples/' ~ cookiecutter.__example ~ '/operations.py' if cookiecutter.__example else 'stubs/operations.py' %}
{% include 'stubs/functions.py' %}
