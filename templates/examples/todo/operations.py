"""What each endpoint does. This is the file to edit."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import models
from .database import Base, engine
from .errors import {{ 'Forbidden, ' if cookiecutter.__knows_user else '' }}Invalid, NotFound


class Todo(Base):
    """A todo of a user; ids rise, so their order is that in which the todos were added."""

    __tablename__ = "todos"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


def get_todos({{ 'user: str, ' if cookiecutter.__knows_user else '' }}username: str) -> models.GetTodosResponse:
    """Get the list of todos"""
{% if cookiecutter.__knows_user %}
    _only_own(user, username)
{% endif %}
    todos = select(Todo.text).where(Todo.username == _storable(username)).order_by(Todo.id)
    with Session(engine()) as session:
        return models.GetTodosResponse(todos=list(session.scalars(todos)))


def add_todo({{ 'user: str, ' if cookiecutter.__knows_user else '' }}username: str, body: models.AddTodoRequest) -> None:
    """Add a todo to the list"""
{% if cookiecutter.__knows_user %}
    _only_own(user, username)
{% endif %}
    with Session(engine()) as session, session.begin():
        session.add(Todo(username=_storable(username), text=_storable(body.todo)))


def delete_todo({{ 'user: str, ' if cookiecutter.__knows_user else '' }}username: str, body: models.DeleteTodoRequest) -> None:
    """Delete a todo from the list"""
{% if cookiecutter.__knows_user %}
    _only_own(user, username)
{% endif %}
    # One statement finds and deletes, so that of two callers each deletes another todo.
    chosen = (
        select(Todo.id)
        .where(Todo.username == _storable(username))
        .order_by(Todo.id)
        .offset(_storable_index(body.todo_idx))
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
        raise Forbidden("These are another user's todos")
{% endif %}


def _storable(text: str) -> str:
    # PostgreSQL cannot hold this character in a text.
    if "\0" in text:
        raise Invalid("A text cannot have a NUL character in it")
    return text


def _storable_index(index: int) -> int:
    # A database counts in 64 bits, and not below zero.
    if not 0 <= index < 2**63:
        raise NotFound(f"There is no todo with the index {index}")
    return index
