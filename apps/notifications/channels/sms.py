"""Text messages by Twilio."""

from datetime import timedelta

import phonenumbers
import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from apps.notifications.channels import Accepted, InDoubt, Message, Outcome, Refused, TryLater
from apps.notifications.enums import Reason

TIMEOUT_S = 10
_TOO_MANY = 429
_SERVER_ERRORS = 500
_CREDENTIALS = frozenset({401, 403})
_BUSY_WAIT = timedelta(minutes=2)
# The newest come first. Not narrowed by date: what waits to be sent has no date of sending yet.
_LOOKED_THROUGH = 100


def is_possible_number(number: str) -> bool:
    """Return whether the E.164 number can exist, by the numbering plan of its country."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed)


class SmsSender:
    """Sends text messages; after an answer that never came it asks before it sends again."""

    def __init__(self) -> None:
        self._client = Client(
            settings.TWILIO_ACCOUNT_SID,
            settings.TWILIO_AUTH_TOKEN,
            http_client=TwilioHttpClient(timeout=TIMEOUT_S, max_retries=0),
        )
        if settings.TWILIO_API_URL:
            self._client.api.base_url = settings.TWILIO_API_URL

    def send(self, message: Message) -> Outcome:
        """Hand one text message to Twilio and say what became of it."""
        try:
            sent = self._client.messages.create(
                to=message.to, from_=settings.TWILIO_PHONE_NUMBER, body=message.text
            )
        except TwilioRestException as error:
            return _answered(error)
        except requests.ConnectTimeout as error:
            return TryLater(_said(error), Reason.UNREACHABLE, down=True)
        except requests.Timeout as error:
            return InDoubt(_said(error))
        except requests.ConnectionError as error:
            if _never_connected(error):
                return TryLater(_said(error), Reason.UNREACHABLE, down=True)
            return InDoubt(_said(error))
        except (TwilioException, requests.RequestException) as error:
            # An answer that cannot be read came from somebody who may have accepted.
            return InDoubt(_said(error))
        return Accepted(provider_id=str(sent.sid))

    def look_up(self, message: Message) -> Outcome | None:
        """Ask whether an earlier attempt was accepted; None when Twilio knows nothing of it.

        Twilio has no idempotency keys: the message is known again by its number and its text,
        which ends with a reference of its own. TryLater when it cannot be asked.
        """
        try:
            known = self._client.messages.list(
                to=message.to,
                from_=settings.TWILIO_PHONE_NUMBER,
                limit=_LOOKED_THROUGH,
            )
        except (TwilioException, requests.RequestException) as error:
            return TryLater(_said(error), Reason.IN_DOUBT, down=True)
        for one in known:
            if one.body == message.text:
                return Accepted(provider_id=str(one.sid))
        return None

    def close(self) -> None:
        """End the connections."""
        session = getattr(self._client.http_client, "session", None)
        if isinstance(session, requests.Session):
            session.close()


def _answered(error: TwilioRestException) -> Outcome:
    detail = f"{error.status} ({error.code}) {error.msg}"
    if error.status == _TOO_MANY:
        return TryLater(detail, Reason.BUSY, after=_BUSY_WAIT, down=True)
    if error.status in _CREDENTIALS:
        return TryLater(detail, Reason.UNREACHABLE, down=True)
    if error.status >= _SERVER_ERRORS:
        return InDoubt(detail)
    return Refused(detail)


def _never_connected(error: requests.ConnectionError) -> bool:
    cause = error.args[0] if error.args else None
    return type(getattr(cause, "reason", None)).__name__ in {
        "NewConnectionError",
        "NameResolutionError",
        "ConnectTimeoutError",
    }


def _said(error: Exception) -> str:
    return type(error).__name__
