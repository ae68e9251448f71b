"""How fast is POST /explain? Prints the median of each part, and of a whole request, in milliseconds.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.explain [--times 50]

The parts are timed by themselves; "whole" is a request for all of them, from a client's point of view.
"""

import argparse
from collections.abc import Callable

import httpx

from app.explanation.parts import PARTS, explain
from app.explanation.question import ask
from app.explanation.request import ExplainRequest, NetworkName
from app.prediction.predictor import Predictor
from app.registry.model_registry import ModelRegistry
from app.settings import Settings
from app.training.jobs import TrainingJobs
from tests.helpers.drawings import THREE
from tests.helpers.server import running_server
from tests.helpers.timing import median_ms

NETWORKS: tuple[NetworkName, ...] = ("classroom-relu", "classroom-sigmoid", "classroom-tanh", "champion")
QUESTION = {"label": 8, "unit": {"layer": 1, "index": 3}}


def main() -> None:
    """Prints a row for each network."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    times = parser.parse_args().times
    settings = Settings()
    registry = ModelRegistry(settings.weights_dir)
    predictor, jobs = Predictor(registry), TrainingJobs(settings, registry)
    print(f"{'':18}" + "".join(f"{name:>11}" for name in ("question", *PARTS, "all", "whole")))
    with running_server(settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        for name in NETWORKS:
            request = ExplainRequest.model_validate({"strokes": THREE, "network": name} | QUESTION)
            question = ask(request, predictor, jobs, settings)
            tasks: list[Callable[[], object]] = [lambda request=request: ask(request, predictor, jobs, settings)]  # type: ignore[misc]
            tasks += [lambda make=make, question=question: make(question) for make in PARTS.values()]  # type: ignore[misc]
            tasks.append(lambda question=question: explain(question))  # type: ignore[misc]
            body = {"strokes": THREE, "network": name} | QUESTION
            tasks.append(lambda body=body: client.post("/explain", json=body).raise_for_status())  # type: ignore[misc]
            print(f"{name:18}" + "".join(f"{median_ms(task, times):11.2f}" for task in tasks))


if __name__ == "__main__":
    main()
