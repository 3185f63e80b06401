"""Connections to PostgreSQL that end their wait for a server that is frozen, cut off or takes no writes.

Separate because only here psycopg's own types are met. A server that is gone refuses at once; one that is stopped, or
behind a cut line, keeps its sockets open and says nothing, and neither libpq nor psycopg ends that by itself.
Imports SQLAlchemy and psycopg.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

CONNECT_S = 3
PING_S = 3.0  # a connection out of the pool is asked whether its server is there before it gets a real question
SILENCE_S = 60.0  # longer than any question of ours took on a store of a million proofs, by far
LOCK_S = 30  # as long as SQLite's writers wait for each other
STATEMENT_S = 300  # the server's own end of a question whose asker is gone; a large workbook is fetched in less
POOL_S = 10.0

KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}

Answer = TypeVar("Answer")


class Impatient(psycopg.Connection[Any]):
    """A connection that is closed, with OperationalError, when the server sends nothing for `silence_s` (None: never)."""

    silence_s: float | None = PING_S

    def wait(self, gen: PQGen[Answer], *how: Any, **named: Any) -> Answer:
        """As psycopg's, which has no end of its own."""
        return super().wait(self._heard(gen), *how, **named)

    def _heard(self, gen: PQGen[Answer]) -> Generator[Any, Any, Answer]:
        """`gen`, which psycopg asks ten times a second, until nothing came for too long."""
        heard_at = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard_at = time.monotonic()
                elif self.silence_s is not None and time.monotonic() - heard_at > self.silence_s:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"the server said nothing for {self.silence_s:.0f} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


def open_postgresql(url: URL) -> sa.Engine:
    """A pool of connections to the server at `url`; what its address itself says of time limits holds."""
    limits = {"connect_timeout": CONNECT_S, **KEEPALIVE}
    engine = sa.create_engine(
        url,
        pool_size=5,
        max_overflow=20,
        pool_timeout=POOL_S,
        hide_parameters=True,  # an error goes to the log as it is, and names and amounts never do
        pool_pre_ping=True,  # one that died with a restarted server is replaced before use instead of failing a page
        connect_args={name: value for name, value in limits.items() if name not in url.query},
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_: object, __: object, arguments: tuple[Any, ...], named: dict[str, Any]) -> Impatient:
        return Impatient.connect(*arguments, **named)

    @event.listens_for(engine, "connect")
    def _limit(connection: Impatient, _: object) -> None:
        connection.execute(f"SET lock_timeout = '{LOCK_S}s'")
        connection.execute(f"SET statement_timeout = '{STATEMENT_S}s'")
        connection.commit()

    @event.listens_for(engine, "checkout")
    def _expect_work(connection: Impatient, _: object, __: object) -> None:
        connection.silence_s = SILENCE_S

    @event.listens_for(engine, "checkin")
    def _expect_ping(connection: Impatient | None, _: object) -> None:
        if connection is not None:
            connection.silence_s = PING_S

    @event.listens_for(engine, "handle_error", retval=True)
    def _name_read_only(context: sa.engine.ExceptionContext) -> BaseException | None:
        """A server that takes no writes (a standby, a failover under way) is away, and so are our connections to it."""
        refused = context.original_exception
        if not isinstance(refused, psycopg.errors.ReadOnlySqlTransaction):
            return None
        context.is_disconnect = True
        return OperationalError(context.statement, context.parameters, refused, hide_parameters=True)

    return engine


def wait_without_end(connection: Connection) -> None:
    """No limit for this transaction and this loan of the connection: tables of a large store are brought up to date in it."""
    inner: Any = connection.connection.dbapi_connection
    inner.silence_s = None
    for setting in ("lock_timeout", "statement_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {setting} = 0")
