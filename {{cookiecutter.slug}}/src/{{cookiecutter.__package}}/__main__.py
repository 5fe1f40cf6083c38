"""The command `{{ cookiecutter.slug }}`. Add commands of your own with `@main.command()`."""

{% if cookiecutter | brings_module('commands') %}
from .commands import COMMANDS
{% endif %}
from .runtime.command import main
{% if cookiecutter.__database %}
from .runtime.migrations.command import add_to
{% endif %}

__all__ = ["main"]

main.help = {{ cookiecutter.description | literal }}
{% if cookiecutter | brings_module('commands') %}
for command in COMMANDS:
    main.add_command(command)
{% endif %}
{% if cookiecutter.__database %}
add_to(main)
{% endif %}

if __name__ == "__main__":
    main()
