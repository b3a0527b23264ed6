"""An administrator of a small university, at the admin site."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.orgs.selectors import forget_cached
from tests.support.administration import (
    browser_of,
    make_administrator,
)
from tests.support.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    forget_cached()
    return make_world("home")


@pytest.fixture
def admin(world: World) -> User:
    return make_administrator(world.organization)


@pytest.fixture
def browser(admin: User) -> Client:
    return browser_of(admin)
