# mypy: ignore-errors
# The type checker's Django plugin knows the application's settings; this project is not in them.
"""Makes the yardstick's tables, students and sessions; prints what clients need as JSON.

Usage: python -m tests.bench.textbook.prepare STUDENTS SESSIONS
"""

import json
import os
import sys
from datetime import timedelta

import django


def main(students, sessions):
    """Create the rows; print tokens of the students and ids of the sessions."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.textbook.settings"
    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs configured settings
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.utils import timezone  # noqa: PLC0415 - as above
    from rest_framework.authtoken.models import Token  # noqa: PLC0415 - as above

    from tests.bench.textbook.models import Course, Enrollment, Session  # noqa: PLC0415 - as above

    # Django's own tables first: ours, which have no migrations, refer to them.
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    users = User.objects.bulk_create(User(username=f"student{n}") for n in range(students))
    tokens = [Token(key=Token.generate_key(), user=user) for user in users]
    Token.objects.bulk_create(tokens)
    course = Course.objects.create(name="Programming")
    Enrollment.objects.bulk_create(Enrollment(course=course, student=user) for user in users)
    opened = Session.objects.bulk_create(
        Session(
            course=course,
            secret="the-secret-of-the-yardstick",
            opens_at=timezone.now(),
            closes_at=timezone.now() + timedelta(hours=2),
            latitude=0.334512,
            longitude=32.567891,
            radius_m=100,
        )
        for _ in range(sessions)
    )
    answer = {"tokens": [one.key for one in tokens], "sessions": [one.pk for one in opened]}
    print(json.dumps(answer))  # noqa: T201 - the answer to the process that started this one


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
