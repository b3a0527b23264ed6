"""How passwords are stored."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane (OWASP's minimum): about 36 ms of CPU.

    Django's default of 100 MiB and eight lanes would let a lecture hall's log-ins exhaust a
    small server.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
