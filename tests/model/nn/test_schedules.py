"""Schedules: the learning rate at chosen steps, by hand."""

import pytest

from model.nn.schedules import constant, cosine_with_warmup, step_decay


def test_constant_never_changes() -> None:
    assert constant(0.3)(0) == constant(0.3)(10**6) == 0.3


def test_step_decay_goes_down_a_staircase() -> None:
    rate = step_decay(1.0, every=10, factor=0.5)
    assert [rate(step) for step in (0, 9, 10, 19, 20)] == [1.0, 1.0, 0.5, 0.5, 0.25]


def test_cosine_rises_straight_and_falls_along_half_a_wave() -> None:
    # warm-up over 4 steps; then from 4 to 12: at 4 the top, at 8 half way, at 12 zero
    rate = cosine_with_warmup(0.8, warmup_steps=4, total_steps=12)
    assert [rate(step) for step in (0, 1, 3, 4, 8, 12, 99)] == pytest.approx([0.2, 0.4, 0.8, 0.8, 0.4, 0.0, 0.0])


def test_rates_are_python_floats_so_that_float32_stays_float32() -> None:
    for schedule in (constant(0.1), step_decay(0.1, 2, 0.5), cosine_with_warmup(0.1, 2, 9)):
        assert type(schedule(3)) is float
