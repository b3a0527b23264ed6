"""Columns that several kinds of people share, and how their cells are read."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.accounts.models import validate_phone
from apps.accounts.rules import PASSWORD_MAX, plain_phone
from apps.core.imports.columns import Column
from apps.core.imports.importer import Row

_YEAR = re.compile(r"(\d{1,4})(?:\.0)?")
_LAST_YEAR = 9999


def phone(cell: str) -> str:
    """Return a telephone number as +256700000000; raise ValueError without a country code."""
    plain = plain_phone(cell)
    try:
        validate_phone(plain)
    except ValidationError as error:
        raise ValueError("is no number with its country code, as +256700000000") from error
    return plain


def email(cell: str) -> str:
    """Return an e-mail address; raise ValueError for what is none."""
    try:
        validate_email(cell)
    except ValidationError as error:
        raise ValueError("is no e-mail address") from error
    return cell


def year(cell: str) -> int:
    """Return a year of study or of entry; raise ValueError for what is no such number."""
    found = _YEAR.fullmatch(cell)
    if found is None or not 1 <= int(found.group(1)) <= _LAST_YEAR:
        raise ValueError("is no year, as 2")
    return int(found.group(1))


NAME = Column(
    "name", "Full name", "Grace Auma", ("full name", "names", "student name"), required=True
)
USERNAME = Column(
    "username",
    "User name; without one the number is used",
    "auma",
    ("user", "login"),
    max_length=150,
)
EMAIL = Column(
    "email",
    "E-mail address",
    "grace@x.example",
    ("e-mail address", "mail"),
    parse=email,
    max_length=254,
)
PHONE = Column(
    "phone_number",
    "Telephone with country code",
    "+256700000001",
    ("phone", "telephone", "mobile", "tel", "mobile number"),
    parse=phone,
    max_length=40,
)
STUDENT_ID = Column(
    "student_id",
    "Student number",
    "S2026001",
    (
        "student number",
        "student no",
        "registration number",
        "reg no",
        "registration no",
        "matriculation number",
        "matric no",
        "admission number",
    ),
    required=True,
    max_length=40,
)
PASSWORD = Column(
    "password",
    "Password for new accounts, to be changed at the first log-in; better none, and invitations",
    "",
    ("initial password", "temporary password", "default password", "passwort", "pwd"),
    max_length=PASSWORD_MAX,
    secret=True,
)


def given(row: Row, names: dict[str, str]) -> dict[str, Any]:
    """Return what a row says for attributes of an object, by column."""
    return {
        attribute: row.values[column]
        for column, attribute in names.items()
        if row.values.get(column) is not None
    }
