"""Variables: how people are reached."""

from dataclasses import dataclass
from pathlib import Path

from attendance_system.env import parsers
from attendance_system.env.variables.declaration import variable


@dataclass(frozen=True, kw_only=True)
class MessageVariables:
    """Mail and text messages."""

    email_host: str = variable(
        "EMAIL_HOST",
        parsers.text,
        default="",
        example="smtp.example.edu",
        doc="SMTP server that takes our mail. Empty: mail is written to MAIL_FOLDER.",
    )
    email_port: int = variable(
        "EMAIL_PORT",
        parsers.integer(1, 65535),
        default=587,
        example="587",
        doc="Port of that server: 587 with EMAIL_USE_TLS, 465 with EMAIL_USE_SSL.",
    )
    email_use_tls: bool = variable(
        "EMAIL_USE_TLS",
        parsers.boolean,
        default=False,
        example="True",
        doc="Encrypts after the greeting (STARTTLS).",
    )
    email_use_ssl: bool = variable(
        "EMAIL_USE_SSL",
        parsers.boolean,
        default=False,
        example="False",
        doc="Encrypts from the first byte. Not together with EMAIL_USE_TLS.",
    )
    email_host_user: str = variable(
        "EMAIL_HOST_USER",
        parsers.text,
        default="",
        example="attendance@example.edu",
        doc="User name at that server. Empty: no log-in.",
    )
    email_host_password: str = variable(
        "EMAIL_HOST_PASSWORD",
        parsers.text,
        default="",
        example="<password of the mail account>",
        doc="Password of that user. Secret.",
    )
    default_from_email: str = variable(
        "DEFAULT_FROM_EMAIL",
        parsers.mailbox,
        default="",
        example="Attendance <attendance@example.edu>",
        doc="Sender of our mail. Empty: no-reply at BASE_DOMAIN; production with EMAIL_HOST "
        "needs one.",
    )
    email_backend: str = variable(
        "EMAIL_BACKEND",
        parsers.dotted_path,
        default="",
        example="django.core.mail.backends.smtp.EmailBackend",
        doc="Django mail backend. Empty: SMTP when EMAIL_HOST is set, else files in MAIL_FOLDER.",
    )
    mail_folder: Path | None = variable(
        "MAIL_FOLDER",
        parsers.path,
        default=None,
        example="/srv/attendance/var/mail",
        doc="Folder for mail where no server takes it. Empty: mail in DATA_DIR.",
    )
    mails_per_hour: int = variable(
        "MAILS_PER_HOUR",
        parsers.integer(0, 1_000_000),
        default=0,
        example="2000",
        doc="How many mails the mail server takes from us in an hour; what is above waits. 0: no "
        "limit.",
    )
    sms_enabled: bool = variable(
        "SMS_ENABLED",
        parsers.boolean,
        default=False,
        example="True",
        doc="Sends text messages through Twilio, which charges for each segment.",
    )
    twilio_account_sid: str = variable(
        "TWILIO_ACCOUNT_SID",
        parsers.text,
        default="",
        example="AC0123456789abcdef0123456789abcdef",
        doc="Account at Twilio. Needed with SMS_ENABLED.",
    )
    twilio_auth_token: str = variable(
        "TWILIO_AUTH_TOKEN",
        parsers.text,
        default="",
        example="<token of the Twilio account>",
        doc="Token of that account. Secret. Needed with SMS_ENABLED.",
    )
    twilio_phone_number: str = variable(
        "TWILIO_PHONE_NUMBER",
        parsers.phone_number,
        default="",
        example="+256700000000",
        doc="Number that text messages come from, with country code. Needed with SMS_ENABLED.",
    )
    twilio_api_url: str = variable(
        "TWILIO_API_URL",
        parsers.origin,
        default="",
        example="https://api.dublin.ie1.twilio.com",
        doc="Origin of Twilio's API, for a regional edge. Empty: Twilio's own.",
    )
    sms_segments_per_day: int = variable(
        "SMS_SEGMENTS_PER_DAY",
        parsers.integer(0, 1_000_000),
        default=500,
        example="500",
        doc="How many segments of text messages each organisation may cause in a day; what is "
        "above waits for the next one.",
    )
    notification_body_days: int = variable(
        "NOTIFICATION_BODY_DAYS",
        parsers.integer(1, 3650),
        default=30,
        example="30",
        doc="How many days the text of a sent message is kept. That it was sent stays known.",
    )
