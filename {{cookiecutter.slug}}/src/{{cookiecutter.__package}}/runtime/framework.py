{% include 'frameworks/' ~ cookiecutter.framework ~ '/framework.py' %}
