"""GET /metrics, read as Prometheus reads it."""

from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.app.conftest import BEARER, TOKEN
from tests.app.test_serving import serving
from tests.helpers.drawings import SEVEN


def figures(answer: httpx.Response) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def named(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def test_requests_and_predictions_are_counted(client: httpx.Client, admin: httpx.Client) -> None:
    seen = named("inkling_predictions_total", label="7", verdict="digit", model_version="v0001")
    blank = named("inkling_predictions_total", label="none", verdict="blank", model_version="v0001")
    answered = named("inkling_requests_total", method="POST", route="/predict", status="200")
    refused = named("inkling_requests_total", method="POST", route="/predict", status="422")
    missing = named("inkling_requests_total", method="GET", route="none", status="404")
    before = figures(admin.get("/metrics"))
    client.post("/predict", json={"strokes": SEVEN})
    client.post("/predict", json={"instances": [{"strokes": SEVEN}, {"strokes": SEVEN}, {"strokes": []}]})
    client.post("/predict", json={"strokes": "none"})
    client.get("/somewhere/else")
    after = figures(admin.get("/metrics"))
    grown = {name: after[name] - before.get(name, 0) for name in (seen, blank, answered, refused, missing)}
    assert grown == {seen: 3, blank: 1, answered: 2, refused: 1, missing: 1}
    assert after[named("inkling_request_seconds_count", route="/predict")] >= 3
    assert after[named("inkling_champion", model_version="v0001")] == 1
    assert after[named("inkling_trainings", state="running")] == 0


def test_routes_are_named_as_declared_so_that_there_are_few(admin: httpx.Client) -> None:
    for number in range(5):
        admin.get(f"/admin/trainings/t{number:04}")
    routes = {dict(labels).get("route") for _, labels in figures(admin.get("/metrics"))}
    assert "/admin/trainings/{id}" in routes
    assert not [route for route in routes if route and "t0001" in route]


def test_only_the_admin_sees_them(client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 401


def test_two_workers_count_together(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights, INKLING_WORKERS="2", INKLING_ADMIN_TOKEN=TOKEN) as (_, address):
        for _ in range(40):  # a connection each, so that both processes answer
            httpx.post(f"{address}/predict", json={"strokes": SEVEN}).raise_for_status()
        counted = {
            figures(httpx.get(f"{address}/metrics", headers=BEARER))[
                named("inkling_predictions_total", label="7", verdict="digit", model_version="v0001")
            ]
            for _ in range(10)
        }
    assert counted == {40.0}
