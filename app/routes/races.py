"""GET /races: small networks that learn side by side, watched live."""

import secrets
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from model.training.race import MAX_LANES, STEPS, Lane

from ..errors import InvalidRequest, NothingMore
from ..races.race import Watcher
from ..server.addresses import address_of
from . import LAST_EVENT_ID, OVER, failures
from .dependencies import RacesDep, ShutdownDep

POLL_SECONDS = 0.25  # between two checks whether the server is stopping

EXAMPLE = """event: started
data: {"lanes": [{"activation": "relu", "loss": "cross_entropy", "learning_rate": 0.1, "dropout_rate": 0.0}], \
"steps": 25}

event: progress
data: {"lane": 0, "step": 25, "loss": 1.017, "accuracy": 0.782, "ran_away": false, "training_loss": 1.051}

event: finished
data: {"results": [{"lane": 0, "step": 25, "loss": 1.017, "accuracy": 0.782, "ran_away": false, \
"training_loss": 1.058, "training_accuracy": 0.764}], "seconds": 0.021}
"""

router = APIRouter(tags=["learn"])


async def _joined(
    request: Request,
    races: RacesDep,
    lane: Annotated[
        list[str],
        Query(
            description="activation,loss,learning_rate,dropout_rate; repeat it for up to four lanes. Activations are "
            "sigmoid, tanh and relu, losses cross_entropy, mean_squared_error and absolute_error; the learning rate is "
            "more than 0 and at most 100, the dropout rate 0 to 0.9.",
            examples=[["sigmoid,cross_entropy,0.1,0", "relu,cross_entropy,0.1,0"]],
        ),
    ],
    steps: Annotated[int, Query(ge=1, le=STEPS, description="How many steps each lane takes.")] = STEPS,
    visitor: Annotated[
        str | None,
        Query(
            min_length=8,
            max_length=64,
            description="A random name of your own choice: a new race under the same name stops the earlier one.",
        ),
    ] = None,
) -> AsyncIterator[Watcher]:
    """One who watches a race, removed when the answer ends or its reader has left. Raises before the answer begins.

    A browser's EventSource comes again by itself when the answer has ended, with the id of the last event: that race is
    over, and isn't begun anew.
    """
    if len(lane) > MAX_LANES:
        raise InvalidRequest(f"A race has at most {MAX_LANES} lanes; this one has {len(lane)}.")
    if LAST_EVENT_ID in request.headers:
        raise NothingMore()
    address = address_of(request.scope)
    watcher = races.join(visitor or secrets.token_urlsafe(), address, [_lane(text) for text in lane], steps)
    try:
        yield watcher
    finally:
        races.leave(watcher)


def _lane(text: str) -> Lane:
    """ "relu,cross_entropy,0.1,0" -> Lane. Raises InvalidRequest, or the lane's own ConfigError."""
    try:
        activation, loss, learning_rate, dropout_rate = text.split(",")
        numbers = {"learning_rate": float(learning_rate), "dropout_rate": float(dropout_rate)}
    except ValueError:
        raise InvalidRequest(
            f"A lane is activation,loss,learning_rate,dropout_rate, such as relu,cross_entropy,0.1,0; not {text!r}."
        ) from None
    return Lane(activation=activation, loss=loss, **numbers)  # type: ignore[arg-type]  # Lane checks the names


@router.get(
    "/races",
    response_class=EventSourceResponse,
    responses=failures(422, 429) | OVER | {200: {"content": {"text/event-stream": {"example": EXAMPLE}}}},
)
async def follow_race(
    watcher: Annotated[Watcher, Depends(_joined)], shutdown: ShutdownDep
) -> AsyncIterator[ServerSentEvent]:
    """Lets up to four small networks learn the same digits side by side, and tells how they get on.

    Each has an activation, a loss, a learning rate and a dropout rate of its own; the seed, the digits and their order
    are the same, so that the same race has the same figures each time, and all who ask for it at one time watch one.
    Server-sent events: `waiting` {place, seconds} while others are first, with about how long that will be; `started`
    {lanes, steps}; `progress` {lane, step, loss, accuracy, ran_away, training_loss}, on 500 training digits held back,
    training_loss on 500 that are learned, where lanes count from 0; at the end `finished` {results, seconds}, each
    result with training_accuracy as well; or `error` {error, detail}. Close the connection to stop watching.
    """
    number = 0
    async for event in watcher.events(POLL_SECONDS):
        if shutdown.requested:
            return
        if event is not None:
            number += 1
            yield ServerSentEvent(event=event.name, data=event.data, id=str(number))
