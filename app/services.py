"""The services: the objects that live as long as the server and answer all requests, made from the settings."""

import asyncio
from dataclasses import dataclass

from .auth.access import AdminAccess
from .corrections.inbox import Corrections
from .database.database import Database
from .prediction.counter import PredictionCounter
from .prediction.neighbours import Neighbours
from .prediction.predictor import Predictor
from .prediction.service import PredictionService
from .races.queue import Races
from .registry.exams import Exams
from .registry.model_registry import ModelRegistry
from .rooms.rooms import Rooms
from .server.json_bodies import JsonBodies
from .server.metrics import Metrics
from .server.rate_limits import RateLimit
from .server.shutdown import ShutdownSignal
from .server.turns import Turns
from .settings import SPARE_CPUS, Settings
from .sweeps.jobs import SweepJobs
from .training.jobs import TrainingJobs
from .training.news import TrainingNews
from .training.time_estimate import TrainingEstimates

DATABASE_TURNS = 8  # of the forty threads that answer requests


@dataclass(frozen=True, kw_only=True)
class Services:
    """One of each; `routes/dependencies.py` hands them to the routes by type."""

    settings: Settings
    access: AdminAccess
    feedback_limit: RateLimit
    metrics: Metrics
    registry: ModelRegistry
    exams: Exams
    predictor: Predictor
    predictions: PredictionService
    corrections: Corrections
    database: Database
    rooms: Rooms
    trainings: TrainingJobs
    news: TrainingNews
    estimates: TrainingEstimates
    sweeps: SweepJobs
    races: Races
    json_bodies: JsonBodies
    page_turns: Turns
    """One page is rendered at a time, in its own thread."""
    turns: Turns
    """Turns for work that keeps a processor busy: more than there are processors would only wait for each other."""
    database_turns: asyncio.Semaphore
    """For requests that ask the database; when it stands still, threads are left for all others."""
    shutdown: ShutdownSignal

    async def close(self) -> None:
        """Ends the races' processes and the database's connections."""
        await self.races.close()
        self.rooms.give_back()
        self.database.close()


def make_services(settings: Settings) -> Services:
    """Makes all services, each with those that it needs."""
    registry, database, metrics = ModelRegistry(settings.weights_dir), Database(settings), Metrics()
    corrections, database_turns = Corrections(settings, database), asyncio.Semaphore(DATABASE_TURNS)
    trainings, shutdown = TrainingJobs(settings, registry, corrections.lines), ShutdownSignal()
    predictor = Predictor(registry, PredictionCounter(metrics.registry))
    neighbours = Neighbours(settings.data_dir / "neighbours")
    turns = Turns(SPARE_CPUS)  # one processor is the event loop's
    predictions = PredictionService(predictor, neighbours, settings, turns)
    return Services(
        settings=settings,
        access=AdminAccess(settings),
        feedback_limit=RateLimit(settings.feedback_limit),
        metrics=metrics,
        registry=registry,
        exams=Exams(settings.data_dir / "examinations", registry, corrections),
        predictor=predictor,
        predictions=predictions,
        corrections=corrections,
        database=database,
        rooms=Rooms(settings, database, database_turns, predictor, predictions, trainings, lambda: shutdown.requested),
        trainings=trainings,
        news=TrainingNews(trainings.get, lambda: shutdown.requested),
        estimates=TrainingEstimates(settings),
        sweeps=SweepJobs(settings, corrections.lines),
        races=Races(settings.races),
        json_bodies=JsonBodies(settings),
        page_turns=Turns(1),
        turns=turns,
        database_turns=database_turns,
        shutdown=shutdown,
    )
