"""`manage.py load_demo`: two invented schools to try the system with."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.core import clock
from apps.ops.management.demo import plan
from apps.ops.management.demo.loading import STUDENTS_SHOWN, SlugTaken, load, students_to_try
from apps.ops.management.demo.plan import School

DEFAULT_SLUG = "demo"


class Command(BaseCommand):
    help = (
        "Load two invented schools with people, courses and weeks of attendance, and print whom "
        "to sign in as. Running it again changes nothing. All accounts share a published "
        "password, so it refuses an installation that is not in debug mode, unless forced."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="load even though DJANGO_DEBUG is off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "The demonstration's accounts have a published password. On an installation "
                "without DJANGO_DEBUG, add --force if nobody else uses it."
            )
        now = clock.now()
        for school in (plan.university(_default_slug()), plan.school()):
            try:
                loaded = load(school, now=now)
            except SlugTaken as error:
                raise CommandError(
                    f"There is an organisation {str(error)!r} that is not the demonstration's. "
                    "Nothing was changed."
                ) from error
            if loaded is not None and options["verbosity"] > 1:
                self.stdout.write(
                    f"{school.name}: {loaded.sessions} sessions, {loaded.records} records"
                )
            self.stdout.write(_accounts(school))


def _default_slug() -> str:
    return settings.DEFAULT_ORGANIZATION or DEFAULT_SLUG


def _address(school: School) -> str:
    """Return where a school is opened: a host name of its own needs DNS, a path never does."""
    is_default = school.slug == settings.DEFAULT_ORGANIZATION
    if settings.PUBLIC_URL:
        return settings.PUBLIC_URL + ("" if is_default else f"/org/{school.slug}/")
    host = settings.BASE_DOMAIN if is_default else f"{school.slug}.{settings.BASE_DOMAIN}"
    return f"http://{host}:{settings.ENVIRONMENT.port}"


def _accounts(school: School) -> str:
    rows = [("Lecturer", one.username, one.full_name) for one in school.lecturers]
    rows += [
        ("Student", username, name) for username, name in students_to_try(school, STUDENTS_SHOWN)
    ]
    rows.append(("Administrator", school.admin.username, school.admin.full_name))
    width = max(len(username) for _, username, _ in rows)
    lines = [f"{school.name} — {_address(school)}   password of everybody: {plan.PASSWORD}"]
    lines += [f"  {role:<13}  {username:<{width}}  {name}" for role, username, name in rows]
    course = school.courses[0]
    lines.append(f"  To try it: the lecturer starts {course.code}, which these students attend.")
    return "\n".join([*lines, "", ""])
