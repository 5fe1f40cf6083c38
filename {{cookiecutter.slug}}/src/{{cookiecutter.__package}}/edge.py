{% include 'frameworks/' ~ cookiecutter.framework ~ '/edge.py' %}
