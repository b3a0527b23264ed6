"""Refusals that concern people, their sign-ins and their passwords."""

from apps.core.errors import AppError


class CredentialsInvalid(AppError):
    code = "credentials_invalid"
    status = 401
    detail = "That name and password do not match."


class PasswordChangeRequired(AppError):
    code = "password_change_required"
    status = 403
    detail = "Please choose a password of your own first."


class PasswordRefused(AppError):
    """``params.reasons`` lists what is wrong, each with its code and figures."""

    code = "password_refused"
    status = 400
    detail = "This password cannot be used."


class CurrentPasswordWrong(AppError):
    code = "current_password_wrong"
    status = 400
    detail = "That is not your password now."


class LinkInvalid(AppError):
    code = "link_invalid"
    status = 404
    detail = "This link has been used, has expired, or was replaced by a newer one."


class OwnAccount(AppError):
    code = "own_account"
    status = 409
    detail = "Your own role is changed by another administrator."


class LastAdministrator(AppError):
    code = "last_administrator"
    status = 409
    detail = "The organisation needs an administrator who can sign in: this is the last one."


class PictureNotTaken(AppError):
    """``params.reason``: bytes, pixels, animated or kind."""

    code = "picture_refused"
    status = 400
    detail = "This file cannot be used as a picture."
