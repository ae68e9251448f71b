"""A curve of bounded length: means of more and more steps, and nothing twice when a training goes on."""

import math

from app.training.curve import MAX_LOOKS, MAX_POINTS, CurveRecorder
from model.progress import LayerReport, StepReport

STEPS = 100  # an epoch


def report(step: int) -> StepReport:
    """The `step`-th of the training; its loss is its number, and every twentieth looks at the layers."""
    layers = (LayerReport(float(step), 0.5), LayerReport(math.inf, None)) if step % 20 == 1 else ()
    return StepReport((step - 1) // STEPS + 1, (step - 1) % STEPS + 1, STEPS, float(step), 0.5, 0.001, layers)


def recorded(steps: int) -> CurveRecorder:
    recorder = CurveRecorder()
    for step in range(1, steps + 1):
        recorder.add(report(step))
    return recorder


def test_a_short_curve_has_every_step() -> None:
    curve = recorded(7).curve
    assert (curve.every, curve.step, curve.loss) == (1, [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7])


def test_a_long_curve_has_means_of_as_many_steps_each() -> None:
    recorder = recorded(100_003)
    recorder.flush()
    curve = recorder.curve
    assert len(curve.step) < MAX_POINTS and len(curve.look_step) <= MAX_LOOKS + 1
    assert {later - earlier for earlier, later in zip(curve.step[:-2], curve.step[1:-1], strict=True)} == {curve.every}
    assert curve.step[-1] == 100_003  # the last point of too few steps
    # steps 1 to `every` have a mean of (1 + every) / 2
    assert curve.loss[0] == (1 + curve.every) / 2
    assert len({later - earlier for earlier, later in zip(curve.look_step, curve.look_step[1:], strict=False)}) == 1


def test_infinity_is_no_number_in_json() -> None:
    assert recorded(1).curve.gradient_norms == [[1.0], [None]]


def test_a_training_that_goes_on_tells_nothing_twice() -> None:
    whole = recorded(3 * STEPS).curve
    recorder = recorded(2 * STEPS + 57)  # it was killed in the third epoch
    recorder.truncate(2 * STEPS)
    resumed = CurveRecorder(recorder.curve)
    for step in range(2 * STEPS + 1, 3 * STEPS + 1):
        resumed.add(report(step))
    assert resumed.curve == whole
