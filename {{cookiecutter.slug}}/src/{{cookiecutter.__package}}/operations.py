{% include 'examples/' ~ cookiecutter.__example ~ '/operations.py' if cookiecutter.__example else ('imported' if cookiecutter.__upstream else 'stubs') ~ '/operations.py' %}
