"""Fixtures of tests with many clients at once."""

import pytest

from tests.support.world import World, make_world


@pytest.fixture
def hall(transactional_db: None) -> World:
    """Make a course that meets in a hall; its codes last, however busy the machine."""
    return make_world(
        "hall", students=0, code_period_s=60, grace_steps=3, late_after_min=60, closes_after_min=60
    )
