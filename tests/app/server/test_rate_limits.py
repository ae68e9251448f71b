"""Who counts as one visitor, and how little is remembered of each."""

import sys
from pathlib import Path

import httpx
import pytest

from app.errors import TooManyRequests
from app.server import rate_limits
from app.server.rate_limits import RateLimit
from tests.app.conftest import TOKEN, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

NETWORK = "2001:db8:1:2"


def test_an_ipv6_network_is_one_visitor(tmp_path: Path, shipped_weights: Path) -> None:
    """As a proxy on this machine tells the visitors' addresses."""
    settings = make_settings(tmp_path, shipped_weights, sign_in_limit="3/minute", feedback_limit="3/minute")
    with running_server(settings) as address, httpx.Client(base_url=address) as client:

        def guess(visitor: str, token: str) -> int:
            headers = {"X-Forwarded-For": visitor}
            return client.post("/admin/session", json={"token": token}, headers=headers).status_code

        def correct(visitor: str) -> int:
            body = {"strokes": SEVEN, "label": 7}
            return client.post("/feedback", json=body, headers={"X-Forwarded-For": visitor}).status_code

        addresses = [f"{NETWORK}::{number:x}" for number in range(1, 6)]
        assert [guess(visitor, "wrong") for visitor in addresses] == [401, 401, 401, 429, 429]
        assert [correct(visitor) for visitor in addresses] == [201, 201, 201, 429, 429]
        assert guess("2001:db8:1:3::1", "wrong") == 401, "another network"
        assert [guess(visitor, "wrong") for visitor in ("203.0.113.1", "203.0.113.2") * 3] == [401] * 6
        assert guess("::ffff:203.0.113.1", "wrong") == 429, "an IPv4 address, written as IPv6"
        assert guess(addresses[0], TOKEN) == 204, "the right token passes"


def test_a_limit_holds_in_any_stretch_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(rate_limits.time, "monotonic", lambda: now)
    limit, counted = RateLimit("3/minute;5/hour"), []
    for now in (1000.0, 1030.0, 1059.0, 1059.5, 1060.5, 1061.0, 1089.0, 1091.0, 1200.0, 4599.0, 4600.5):
        try:
            limit.hit("a")
            counted.append(now)
        except TooManyRequests as error:
            assert error.headers["Retry-After"] == str({1059.5: 1, 1061.0: 29, 1089.0: 1}.get(now) or -int(now - 4600))
    assert counted == [1000.0, 1030.0, 1059.0, 1060.5, 1091.0, 4600.5]


def test_what_is_remembered_of_visitors_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(rate_limits.time, "monotonic", lambda: now)
    limit = RateLimit("30/minute;300/day")
    for visitor in range(3 * rate_limits.MAX_ADDRESSES):
        limit.hit(f"2001:db8:{visitor:x}::/64")
    size = sum(sys.getsizeof(address) + sys.getsizeof(times) for address, times in limit._times.items())
    assert len(limit._times) == rate_limits.MAX_ADDRESSES and size < 250 * rate_limits.MAX_ADDRESSES
    now = 90_000.0
    limit.hit("after a day")
    assert list(limit._times) == ["after a day"]
