"""What each endpoint does. This is the file to edit."""

import re

from sqlalchemy import Dialect, Index, String, TypeDecorator, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import models
from .database import Base, engine
from .errors import {{ 'Forbidden, ' if cookiecutter.__knows_user else '' }}NotFound


class AnyText(TypeDecorator[str]):
    """Text with any character in it; NUL, which PostgreSQL cannot hold, is kept as an escape."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and value.replace("\\", r"\\").replace("\0", r"\0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value and re.sub(r"\\(.)", lambda found: found[1].replace("0", "\0"), value)


class Todo(Base):
    """A todo of a user; ids rise, so their order is that in which the todos were added."""

    __tablename__ = "todos"
    # A hash of the name, since PostgreSQL's other index refuses very long ones.
    __table_args__ = (Index("todos_username", "username", postgresql_using="hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(AnyText)
    text: Mapped[str] = mapped_column(AnyText)


def get_todos({{ 'user: str, ' if cookiecutter.__knows_user else '' }}username: str) -> models.GetTodosResponse:
    """Get the list of todos"""
{% if cookiecutter.__knows_user %}
    _only_own(user, username)
{% endif %}
    todos = select(Todo.text).where(Todo.username == username).order_by(Todo.id)
    with Session(engine()) as session:
        return models.GetTodosResponse(todos=list(session.scalars(todos)))


def add_todo({{ 'user: str, ' if cookiecutter.__knows_user else '' }}username: str, body: models.AddTodoRequest) -> None:
    """Add a todo to the list"""
{% if cookiecutter.__knows_user %}
    _only_own(user, username)
{% endif %}
    with Session(engine()) as session, session.begin():
        session.add(Todo(username=username, text=body.todo))


def delete_todo({{ 'user: str, ' if cookiecutter.__knows_user else '' }}username: str, body: models.DeleteTodoRequest) -> None:
    """Delete a todo from the list"""
{% if cookiecutter.__knows_user %}
    _only_own(user, username)
{% endif %}
    # One statement finds and deletes, so that of two callers each deletes another todo.
    chosen = (
        select(Todo.id)
        .where(Todo.username == username)
        .order_by(Todo.id)
        .offset(_countable(body.todo_idx))
        .limit(1)
        .with_for_update()
        .scalar_subquery()
    )
    with Session(engine()) as session, session.begin():
        deleted = session.scalar(delete(Todo).where(Todo.id == chosen).returning(Todo.id))
    if deleted is None:
        raise NotFound(f"{username} has no todo with the index {body.todo_idx}")
{% if cookiecutter.__knows_user %}


def _only_own(user: str, username: str) -> None:
    if user != username:
        raise Forbidden(f"These are another user's todos, yours are at the username {user}")
{% endif %}


def _countable(index: int) -> int:
    # A database counts in 64 bits, and not below zero.
    if not 0 <= index < 2**63:
        raise NotFound(f"There is no todo with the index {index}")
    return index
