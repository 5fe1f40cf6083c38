"""The command `{{ cookiecutter.slug }}`. Add commands of your own with `@main.command()`."""

from .runtime.command import main

__all__ = ["main"]

main.help = {{ cookiecutter.description | literal }}

if __name__ == "__main__":
    main()
