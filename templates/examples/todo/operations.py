{% set user = 'user: str, ' if cookiecutter.__knows_user else '' %}
"""What each operation of openapi.yaml does. Change it, and add functions of your own."""
{% include 'stubs/imports.py' %}

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from . import models
from .database import Base, reading, writing
from .runtime.errors import NotFound{{ ', require_owner' if cookiecutter.__knows_user else '' }}


class Todo(Base):
    """A todo of a user."""

    __tablename__ = "todos"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


def get_todos({{ user }}username: str) -> models.GetTodosResponse:
    """Get the list of todos"""
{% if cookiecutter.__knows_user %}
    require_owner(user, username)
{% endif %}
    with reading() as session:
        todos = session.scalars(select(Todo).filter_by(username=username).order_by(Todo.id))
        return models.GetTodosResponse(todos=[todo.text for todo in todos])


def add_todo({{ user }}username: str, body: models.AddTodoRequest) -> None:
    """Add a todo to the list"""
{% if cookiecutter.__knows_user %}
    require_owner(user, username)
{% endif %}
    with writing() as session:
        session.add(Todo(username=username, text=body.todo))


def delete_todo({{ user }}username: str, body: models.DeleteTodoRequest) -> None:
    """Delete a todo from the list"""
{% if cookiecutter.__knows_user %}
    require_owner(user, username)
{% endif %}
    with writing() as session:
        todos = session.scalars(select(Todo).filter_by(username=username).order_by(Todo.id)).all()
        if not 0 <= body.todo_idx < len(todos):
            raise NotFound(f"{username} has no todo with the index {body.todo_idx}")
        session.delete(todos[body.todo_idx])
