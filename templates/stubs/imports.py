{% if (cookiecutter | stubs).have_dates %}

import datetime as dt
{% endif %}
