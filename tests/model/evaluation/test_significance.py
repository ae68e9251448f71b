"""Intervals and coin tosses, against numbers worked out by hand."""

import math

import pytest

from model.evaluation.significance import sign_test, wilson_interval


def test_the_interval_of_eight_in_ten() -> None:
    # With z^2 = 3.8415: middle (0.8 + 0.19207) / 1.38415 = 0.71674; reach 1.96 / 1.38415 * sqrt(0.016 + 0.0096037)
    low, high = wilson_interval(8, 10)
    assert (low, high) == (pytest.approx(0.71674 - 0.22659, abs=2e-4), pytest.approx(0.71674 + 0.22659, abs=2e-4))


@pytest.mark.parametrize(("right", "total"), [(0, 5), (5, 5), (0, 0), (9954, 10000)])
def test_an_interval_stays_within_0_and_1_and_has_a_width(right: int, total: int) -> None:
    low, high = wilson_interval(right, total)
    assert 0 <= low < high <= 1
    assert total == 0 or (low <= right / total + 1e-12 and right / total <= high + 1e-12)


def test_more_questions_make_it_narrower() -> None:
    widths = [high - low for low, high in (wilson_interval(9 * n, 10 * n) for n in (1, 10, 100))]
    assert widths == sorted(widths, reverse=True)


def test_the_sign_test_is_that_of_coins() -> None:
    # 5 to 0: both ends, 2 / 32. 8 to 2: 2 * (1 + 10 + 45) / 1024
    assert sign_test(5, 0) == pytest.approx(2 / 32)
    assert sign_test(2, 8) == pytest.approx(112 / 1024)
    assert sign_test(3, 3) == 1.0 and sign_test(0, 0) == 1.0
    assert sign_test(5000, 4000) < 1e-20 and math.isfinite(sign_test(5000, 4000))
