"""The command `{{ cookiecutter.slug }}`. Add commands of your own with `@main.command()`."""

{% if cookiecutter | brings_module('commands') %}
from .commands import COMMANDS
{% endif %}
from .runtime.command import main

__all__ = ["main"]

main.help = {{ cookiecutter.description | literal }}
{% if cookiecutter | brings_module('commands') %}
for command in COMMANDS:
    main.add_command(command)
{% endif %}

if __name__ == "__main__":
    main()
