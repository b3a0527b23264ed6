"""E-mail through Django's mail backends."""

import contextlib
import smtplib
from email.mime.image import MIMEImage
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.utils.encoding import punycode

from apps.notifications.channels import Accepted, InDoubt, Message, Outcome, Refused, TryLater
from apps.notifications.enums import Reason

LOGO_ID = "logo@attendance"
_SERVICE_CLOSING = 421


class EmailSender:
    """Sends mails over one connection, opened with the first and kept for the next."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, message: Message) -> Outcome:
        """Hand one mail to the server and say what became of it."""
        try:
            connection = self._open()
        except smtplib.SMTPAuthenticationError as error:
            return TryLater(_said(error), Reason.UNREACHABLE, down=True)
        except (OSError, smtplib.SMTPException) as error:
            return TryLater(_said(error), Reason.UNREACHABLE, down=True)
        try:
            connection.send_messages([_mail(message, connection)])
        except smtplib.SMTPRecipientsRefused as error:
            self._drop()
            code, text = next(iter(error.recipients.values()))
            return _answered(code, text)
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as error:
            # It may have been in the midst of taking the mail: only the server knows.
            self._drop()
            return InDoubt(_said(error))
        except smtplib.SMTPResponseException as error:
            self._drop()
            return _answered(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return TryLater(_said(error), Reason.UNREACHABLE)
        if not isinstance(connection, SmtpBackend):
            # A folder gets one file a connection: one mail in each.
            self._drop()
        return Accepted()

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection: BaseEmailBackend = get_connection()
            connection.open()
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        socket = getattr(connection, "connection", None)
        if isinstance(socket, smtplib.SMTP):
            # Without a farewell: a server that has stopped answering would hold it up.
            socket.close()
            connection.connection = None  # type: ignore[attr-defined]  # of the SMTP backend
        else:
            connection.close()


def _mail(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {
        "Message-ID": message.message_id,
        # RFC 3834: no out-of-office answers, please.
        "Auto-Submitted": "auto-generated",
    }
    if message.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((message.sender_name, sender)),
        to=[formataddr((message.to_name, _in_ascii(message.to)))],
        headers=headers,
        connection=connection,
    )
    mail.attach_alternative(message.html, "text/html")
    if message.logo is not None:
        mail.mixed_subtype = "related"
        image = MIMEImage(message.logo)
        image.add_header("Content-ID", f"<{LOGO_ID}>")
        image.add_header("Content-Disposition", "inline")
        mail.attach(image)
    return mail


def _in_ascii(address: str) -> str:
    """Return the address with a host of any script as the domain name system knows it."""
    name, _, host = address.rpartition("@")
    return f"{name}@{punycode(host)}"


def _answered(code: int, text: bytes | str) -> Outcome:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    detail = f"{code} {said}"
    if code == _SERVICE_CLOSING:
        return TryLater(detail, Reason.BUSY, down=True)
    if 400 <= code < 500:  # noqa: PLR2004 - RFC 5321: transient negative completion
        return TryLater(detail, Reason.BUSY)
    return Refused(detail)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
