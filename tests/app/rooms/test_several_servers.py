"""A room on two servers with one database: what one is told, the other's wall shows, also after a server is gone."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.app.conftest import make_settings
from tests.helpers.drawings import ONE, SEVEN
from tests.helpers.postgres import running_postgres
from tests.helpers.rooms import Caller, join, open_room, until
from tests.helpers.server import running_server


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, object]]:
    """What both servers share: a folder, or a database."""
    if request.param == "SQLite":
        yield {"data_dir": tmp_path / "shared"}
    else:
        with running_postgres() as url:
            yield {"database_url": SecretStr(url)}


def test_any_server_answers_for_any_room(settings: dict[str, object], tmp_path: Path, shipped_weights: Path) -> None:
    with ExitStack() as stack:
        first = ExitStack()
        one = first.enter_context(running_server(make_settings(tmp_path / "one", shipped_weights, **settings)))
        two = stack.enter_context(running_server(make_settings(tmp_path / "two", shipped_weights, **settings)))
        room, wall = open_room(one)
        about, pupil = join(two, room["code"])
        other_wall = Caller(two, room["code"], room["key"])
        with wall.events() as events, other_wall.events() as others:
            drawn = Caller(one, room["code"], about["key"]).draw(SEVEN, nonce="sent-to-both")
            assert pupil.draw(SEVEN, nonce="sent-to-both")["id"] == drawn["id"]
            seen = [[event for event in until(each, "drawing") if event[2]] for each in (events, others)]
            assert seen[0] == seen[1] and seen[0][-1][1] == drawn
        wall.ask("PATCH", "", 200, {"frozen": True})
        assert pupil.draw(ONE, 409)["error"] == "frozen"
        other_wall.ask("PATCH", "", 200, {"frozen": False})
        first.close()
        later = pupil.draw(ONE)
        with other_wall.events(after=drawn["sequence"]) as events:
            told = [event[1]["id"] for event in until(events, "drawing", id=later["id"]) if event[0] == "drawing"]
            assert told == [later["id"]], "what was told by the other server isn't told again"
            other_wall.ask("DELETE", "", 204)
            until(events, "closed")
