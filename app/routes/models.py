"""Model versions: list them, promote one, roll back."""

from itertools import pairwise, zip_longest

from fastapi import Request

from model.checkpoints.checkpoint import Metadata

from ..registry.schemas import LogEntry, Models, ModelVersion, Promoted, Promotion, PromotionLog, RollBack
from . import admin_router, failures
from .dependencies import ExamsDep, PredictorDep, RegistryDep, TurnsDep, WhoDep

MAX_ENTRIES = 200

router = admin_router()


@router.get("/models", responses=failures(503))
def list_models(registry: RegistryDep, predictor: PredictorDep) -> Models:
    """All versions, newest first, with their figures and settings."""
    champion = predictor.champion().version
    return Models(champion=champion, models=[_describe(*entry, champion) for entry in registry.all()])


@router.put("/models/champion", responses=failures(400, 404, 409))
async def promote(
    body: Promotion, registry: RegistryDep, examinations: ExamsDep, who: WhoDep, turns: TurnsDep, request: Request
) -> Promoted:
    """Makes a version the one that answers, at once and in all server processes.

    One that did worse than the champion in either exam is refused with the code `worse`, unless `anyway` is true.
    """

    def work() -> Promoted:
        challenger = registry.servable(body.version)
        if not body.anyway:
            examinations.refuse_if_worse(challenger)
        previous = registry.promote(challenger, by=who, reason=body.reason)
        return Promoted(champion=body.version, previous=previous)

    return await turns.run(request, work)


@router.post("/models/roll-back", responses=failures(400, 409))
def roll_back(body: RollBack, registry: RegistryDep, who: WhoDep) -> Promoted:
    """Goes back to the version that answered before the champion, without any questions.

    Which one that is stands in the log; 409 if it knows none.
    """
    champion, previous = registry.roll_back(by=who, reason=body.reason)
    return Promoted(champion=champion, previous=previous)


@router.get("/log")
def read_log(registry: RegistryDep) -> PromotionLog:
    """Which version answered from when to when, by whom it was promoted, and why; newest first."""
    promotions = registry.log()
    ends = [entry.get("promoted_at") for entry in promotions[1:]]
    entries = [
        LogEntry(
            version=entry["version"],
            since=entry.get("promoted_at"),
            until=end,
            by=entry.get("by") or "",
            reason=entry.get("reason") or "",
        )
        for entry, end in zip_longest(promotions, ends)
    ]
    return PromotionLog(entries=entries[: -MAX_ENTRIES - 1 : -1])


def _describe(version: str, metadata: Metadata, champion: str) -> ModelVersion:
    sizes = [metadata.inputs, *metadata.network.hidden_sizes, metadata.classes]
    return ModelVersion(
        version=version,
        champion=version == champion,
        created_at=metadata.created_at,
        parent_version=metadata.parent_version,
        test_accuracy=metadata.metrics.get("test_accuracy"),
        validation_accuracy=metadata.metrics.get("validation_accuracy"),
        parameters=sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes)),
        network=vars(metadata.network),
        training=vars(metadata.training),
    )
