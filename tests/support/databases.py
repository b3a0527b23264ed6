"""Which tests a run on a second database repeats: those whose answer could differ there.

The same code without the database gives the same answer whichever database stands beside it. Of
the tests that use it, those in `ONCE` show what no other database could change.
"""

from collections.abc import Mapping

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

BODIES = "tests/contracts/test_bad_bodies.py::"
FIELDS = "tests/contracts/test_bad_fields.py::"
ADDRESSES = "tests/contracts/test_bad_addresses.py::"
ACCESS = "tests/contracts/test_route_access.py::"
LIMITS = "tests/accounts/test_log_in_limits.py::"
FLOOD = "tests/threats/test_reading_and_flood.py::"

# Why a test runs on one database alone: the files, or tests of a file, for which that is true.
# What a database decides stays out of here: ids and texts that a column cannot hold, locks and
# races, SQL of our own, migrations, numbers of statements, and the one whole sweep of who gets
# which answer.
ONCE: Mapping[str, tuple[str, ...]] = {
    "refused by its form or its method, before a row is asked for": (
        f"{BODIES}test_what_is_no_json_object_is_invalid",
        f"{FIELDS}test_an_unknown_field_is_named",
        f"{BODIES}test_a_body_of_a_megabyte_and_one_is_too_large",
        f"{BODIES}test_only_json_is_read",
        f"{ADDRESSES}test_another_method_is_not_allowed",
        "tests/attendance/test_rows_of_codes.py::test_row_01_malformed_claims_keep_nothing",
        "tests/accounts/test_passwords.py::test_what_a_password_must_be",
        "tests/accounts/test_import_api.py::test_what_is_no_table_is_refused_with_its_reason",
        "tests/accounts/test_profile.py::test_what_is_no_picture_is_refused_in_words",
        "tests/attendance/test_request_files.py::test_other_files_are_refused_and_nothing_is_kept",
    ),
    "values that every column of their kind takes; those that one does not are sent to both": (
        f"{FIELDS}test_no_value_of_any_field_is_an_error_of_the_server",
    ),
    "one statement finds no such sign-in, the same for every operation": (
        f"{ADDRESSES}test_a_spoilt_token_is_refused_everywhere_but_at_the_door",
    ),
    "the statements of the sweep by the table, which both answer, under another header": (
        f"{ACCESS}test_head_is_answered_as_get",
        f"{ACCESS}test_threat_16_at_their_own_address_foreigners_see_no_more",
    ),
    "rows read by the scoped managers alone, which the sweep by the table asks on both": (
        "tests/contracts/test_admin_sweep.py",
        "tests/contracts/test_canary_outside.py",
    ),
    "refused in Python for want of a scope, before any statement": (
        "tests/orgs/test_tenancy.py::test_without_a_scope_nothing_is_touched",
    ),
    "a verdict of the rules; its rows are stored by the statements of the other tests there": (
        "tests/attendance/test_rows_of_evidence.py::test_rows_15_and_16_verdict_by_mode",
        "tests/attendance/test_rows_of_evidence.py::test_row_14_networks",
        "tests/attendance/test_precedence.py::test_the_earlier_row_answers",
    ),
    "the statements of one request, hundreds of times in a row; its races run on both": (
        f"{LIMITS}test_500_known_devices_get_in_after_an_attack_on_all_accounts",
        f"{LIMITS}test_a_thousand_invented_addresses_are_one",
        f"{LIMITS}test_one_account_is_not_guessed_from_many_networks",
        f"{FLOOD}test_threat_18_a_flood_from_one_address_turns_nobody_away",
    ),
    "that a view writes is its own doing; the sweep by the table asks each on both": (
        f"{FLOOD}test_threat_13_reading_any_address_writes_nothing",
    ),
    "pages made of built files and headers": ("tests/ops/test_pages.py",),
    "what stands in a page whichever rows it shows": (
        "tests/orgs/test_admin_pages.py::test_no_page_needs_anything_inline",
    ),
    "drawn by lot in Python; the other tests there store all of it on both": (
        "tests/ops/test_load_demo.py::test_the_same_people_do_the_same_in_each_installation",
    ),
    "bytes in a store of files": ("tests/core/test_files.py",),
}
_ONCE = frozenset(name for names in ONCE.values() for name in names)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that leaves out what has been proved on the first database."""
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only the tests whose answer could differ on another database",
    )


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test reads or writes the database, by its mark or by what it asks for."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def runs_once(nodeid: str) -> bool:
    """Tell whether a test is named in `ONCE`, by itself or with its file."""
    test = nodeid.partition("[")[0]
    return not _ONCE.isdisjoint({test, test.partition("::")[0]})


def could_differ(item: pytest.Item) -> bool:
    """Tell whether a test might answer otherwise on another database."""
    return uses_database(item) and not runs_once(item.nodeid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need no second database, if asked to."""
    if not config.getoption("--database-only"):
        return
    left_out = [item for item in items if not could_differ(item)]
    items[:] = [item for item in items if could_differ(item)]
    config.hook.pytest_deselected(items=left_out)
