uv run {{ cookiecutter.slug }} token >> .env
