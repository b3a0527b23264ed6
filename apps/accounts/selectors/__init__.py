"""Reads about people and their sign-ins, and about imports."""

from apps.accounts.selectors.people import (
    by_number,
    member_to_recover,
    members,
    picture_addresses,
    picture_url,
    picture_urls,
    user_by_identifier,
)
from apps.accounts.selectors.sign_ins import (
    SessionInfo,
    link_is_alive,
    session_info,
    sign_in_by_digest,
    sign_in_holds,
    sign_in_of,
    sign_ins_of,
    signed_in,
    student_of,
)

__all__ = [
    "SessionInfo",
    "by_number",
    "link_is_alive",
    "member_to_recover",
    "members",
    "picture_addresses",
    "picture_url",
    "picture_urls",
    "session_info",
    "sign_in_by_digest",
    "sign_in_holds",
    "sign_in_of",
    "sign_ins_of",
    "signed_in",
    "student_of",
    "user_by_identifier",
]
