"""Model versions: list them, promote one, roll back."""

from itertools import pairwise

from model.checkpoint import Metadata

from ..dependencies import RegistryDep
from ..schemas import Models, ModelVersion, Promoted, Promotion
from . import admin_router, failures

router = admin_router()


@router.get("/models", responses=failures(503))
def list_models(registry: RegistryDep) -> Models:
    """All versions, newest first, with their figures and settings."""
    champion = registry.champion()
    return Models(champion=champion, models=[_describe(*entry, champion) for entry in registry.all()])


@router.put("/models/champion", responses=failures(400, 404, 409))
def promote(body: Promotion, registry: RegistryDep) -> Promoted:
    """Makes a version the one that answers, at once and in all server processes; an older one rolls back."""
    previous = registry.promote(body.version)
    return Promoted(champion=body.version, previous=previous)


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
