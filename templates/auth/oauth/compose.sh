uv run {{ cookiecutter.slug }} secrets >> .env
