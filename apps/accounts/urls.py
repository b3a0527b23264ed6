"""URLs of accounts, below /api/."""

from django.urls import path

from apps.accounts.api import imports
from apps.accounts.api import password_views as passwords
from apps.accounts.api import sign_in_views as sign_ins
from apps.accounts.api.people import actions, lecturers, staff, students
from apps.accounts.api.views import LoginView, LogoutView, MeView, MyPictureView

urlpatterns = [
    path("auth/login/", LoginView.as_view(), name="login"),
    path("auth/logout/", LogoutView.as_view(), name="logout"),
    path("auth/password-reset/", passwords.PasswordResetView.as_view(), name="password-reset"),
    path(
        "auth/password-reset/confirm/",
        passwords.PasswordResetConfirmView.as_view(),
        name="password-reset-confirm",
    ),
    path("auth/password/", passwords.PasswordChangeView.as_view(), name="password"),
    path("auth/email/verification/", passwords.EmailVerificationView.as_view(), name="verify"),
    path("auth/email/verify/", passwords.EmailVerifyView.as_view(), name="verify-email"),
    path("auth/invitation/", passwords.InvitationView.as_view(), name="invitation"),
    path("auth/sign-ins/", sign_ins.SignInListView.as_view(), name="sign-ins"),
    path("auth/sign-ins/end-others/", sign_ins.EndOtherSignInsView.as_view(), name="end-others"),
    path("auth/sign-ins/end-all/", sign_ins.EndAllSignInsView.as_view(), name="end-all"),
    path("auth/sign-ins/<int:pk>/", sign_ins.SignInView.as_view(), name="sign-in"),
    path("invitations/", passwords.InvitationListView.as_view(), name="invitations"),
    path(
        "password-requirements/",
        passwords.PasswordRequirementsView.as_view(),
        name="password-requirements",
    ),
    path("me/", MeView.as_view(), name="me"),
    path("me/picture/", MyPictureView.as_view(), name="my-picture"),
    path("students/", students.StudentListView.as_view(), name="students"),
    path("students/facets/", students.StudentFacetsView.as_view(), name="student-facets"),
    path("students/<int:pk>/", students.StudentDetailView.as_view(), name="student"),
    path("students/<int:pk>/guardians/", students.GuardianListView.as_view(), name="guardians"),
    path("guardians/<int:pk>/", students.GuardianView.as_view(), name="guardian"),
    path("lecturers/", lecturers.LecturerListView.as_view(), name="lecturers"),
    path("lecturers/<int:pk>/", lecturers.LecturerDetailView.as_view(), name="lecturer"),
    path("staff/", staff.StaffListView.as_view(), name="staff"),
    path("staff/<int:pk>/", staff.StaffDetailView.as_view(), name="staff-account"),
    path("staff/<int:pk>/role/", staff.StaffRoleView.as_view(), name="staff-role"),
    path("accounts/actions/", actions.AccountActionView.as_view(), name="account-actions"),
    path("imports/", imports.ImportListView.as_view(), name="imports"),
    path(
        "imports/templates/<str:kind>.csv",
        imports.ImportTemplateView.as_view(),
        name="import-template",
    ),
    path("imports/kinds/", imports.ImportKindListView.as_view(), name="import-kinds"),
    path("imports/<int:pk>/", imports.ImportView.as_view(), name="import"),
    path("imports/<int:pk>/rows/", imports.ImportRowsView.as_view(), name="import-rows"),
    path("imports/<int:pk>/errors.csv", imports.ImportErrorsView.as_view(), name="import-errors"),
    path("imports/<int:pk>/commit/", imports.ImportCommitView.as_view(), name="import-commit"),
    path("imports/<int:pk>/undo/", imports.ImportUndoView.as_view(), name="import-undo"),
    path("imports/<int:pk>/kept/", imports.ImportKeptRowsView.as_view(), name="import-kept"),
]
