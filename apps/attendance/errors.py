"""Refusals of roll-calls and check-ins. Codes and statuses are those of docs/check-in.md."""

from apps.core.errors import AppError


class SessionAlreadyOpen(AppError):
    code = "session_already_open"
    status = 409
    detail = "This course has an open session already."


class SessionOverlaps(AppError):
    code = "session_overlaps"
    status = 409
    detail = "This course has another session planned at that time."


class SessionStateInvalid(AppError):
    code = "session_state_invalid"
    status = 409
    detail = "The session is not in a state that allows this."


class ClassNotHeld(AppError):
    code = "class_not_held"
    status = 409
    detail = "This class does not take place."


class ClassNotNow(AppError):
    code = "class_not_now"
    status = 409
    detail = "This class can be started on its day, from two hours before it begins."


class ReasonRequired(AppError):
    code = "reason_required"
    status = 400
    detail = "Say why: the session is closed."


class CodeInvalid(AppError):
    code = "code_invalid"
    status = 404
    detail = "That is not a code of an open session."


class TokenRevoked(AppError):
    code = "token_revoked"
    status = 410
    detail = "The lecturer has replaced this code. Scan the new one."


class TokenExpired(AppError):
    code = "token_expired"
    status = 410
    detail = "This code is past its time."


class SessionClosed(AppError):
    code = "session_closed"
    status = 409
    detail = "The session is closed."


class CodeExpired(AppError):
    code = "code_expired"
    status = 410
    detail = "That code has changed. Point your camera at the screen again."


class ClaimExpired(AppError):
    code = "claim_expired"
    status = 410
    detail = "This scan waited too long. Scan again."


class ClaimNotYours(AppError):
    code = "claim_not_yours"
    status = 403
    detail = "This scan was made by another phone or person. Scan the code yourself."


class WrongOrganisation(AppError):
    code = "wrong_organisation"
    status = 404
    detail = "This code belongs to another organisation than your account."


class NotEnrolled(AppError):
    code = "not_enrolled"
    status = 403
    detail = "You are not enrolled in this course."


class DeviceAlreadyUsed(AppError):
    code = "device_already_used"
    status = 409
    detail = "This phone has checked in another student in this session."


class NetworkNotAllowed(AppError):
    code = "network_not_allowed"
    status = 403
    detail = "Use the network of your organisation to check in."


class OutsideGeofence(AppError):
    code = "outside_geofence"
    status = 403
    detail = "You appear to be outside the place of this class."


class AlreadyDecided(AppError):
    code = "already_decided"
    status = 409
    detail = "This has been decided already."


class RequestTooLate(AppError):
    code = "request_too_late"
    status = 409
    detail = "It is too late to ask about a class so long ago."


class RequestsOff(AppError):
    code = "requests_off"
    status = 409
    detail = "Your university does not take absence requests here. Ask your lecturer."


class FileNotTaken(AppError):
    code = "file_not_taken"
    status = 400
    detail = "The file must be a PDF or a picture of at most 5 MB."


class KioskEnded(AppError):
    code = "kiosk_ended"
    status = 410
    detail = "Kiosk mode has ended on this device."


class KioskNumberUnknown(AppError):
    code = "kiosk_number_unknown"
    status = 404
    detail = "This number is not on the list of this class."
