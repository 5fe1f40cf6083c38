"""Imports what plugins and their tests import, whichever the choices; `running` forks from here."""

from __future__ import annotations

import contextlib
import gc
import sys
import warnings
from importlib import import_module

sys.dont_write_bytecode = False
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for name in """
        a2wsgi alembic.command asgiref.sync authlib.oauth2.rfc6749 fastapi.middleware.cors fastmcp.client.client
        fastmcp.server.providers.openapi fastmcp.server.server feedparser flask.views flask_cors httpx
        hypothesis.strategies joserfc.jwt mcp.client.streamable_http oidc_provider_mock
        limits.strategies openai.resources.chat.completions rich.live rich.markdown
        openapi_pydantic openapi_spec_validator pydantic.validate_call_decorator pydantic_settings
        pytest quart quart_cors sqlalchemy.dialects.sqlite sqlalchemy.orm uvicorn.main yaml
        _pytest.assertion _pytest.cacheprovider _pytest.capture _pytest.debugging _pytest.doctest
        _pytest.faulthandler _pytest.junitxml _pytest.logging _pytest.monkeypatch _pytest.pytester
        _pytest.python_path _pytest.recwarn _pytest.skipping _pytest.subtests _pytest.terminal
        pypdf _pytest.warnings anyio._backends._asyncio anyio._core._sockets anyio.pytest_plugin
        fastmcp.server.context fastmcp.server.elicitation fastmcp.server.sessions jsonref
        pyrate_limiter sqlite3 _hypothesis_pytestplugin
        _pytest.threadexception _pytest.tmpdir _pytest.unittest _pytest.unraisableexception
        hypothesis._settings hypothesis.core hypothesis.internal.constants_ast
        schemathesis.checks schemathesis.engine.recorder schemathesis.generation.hypothesis.builder
        schemathesis.generation.stateful.state_machine schemathesis.openapi.checks
        schemathesis.pytest.control_flow schemathesis.pytest.plugin schemathesis.python.asgi
        schemathesis.python._constants.orchestrator schemathesis.specs.openapi.schemas
        schemathesis.specs.openapi._hypothesis schemathesis.specs.openapi.checks
        schemathesis.transport.asgi
    """.split():
        # A release of a library may have moved a module: then its import takes place later.
        with contextlib.suppress(ImportError):
            import_module(name)

# What lives as long as the process is not garbage, and need not be looked at in each fork.
gc.collect()
gc.freeze()
