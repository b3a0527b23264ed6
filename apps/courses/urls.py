"""URLs of teaching, below /api/."""

from django.urls import path

from apps.courses.api import policy_views, roster_views, schedule_views, views

urlpatterns = [
    path("terms/", views.TermListView.as_view(), name="terms"),
    path("terms/<int:pk>/", views.TermDetailView.as_view(), name="term"),
    path("venues/", views.VenueListView.as_view(), name="venues"),
    path("venues/<int:pk>/", views.VenueDetailView.as_view(), name="venue"),
    path("courses/", views.CourseListView.as_view(), name="courses"),
    path("courses/join/", views.JoinView.as_view(), name="course-join"),
    path("courses/<int:pk>/", views.CourseDetailView.as_view(), name="course"),
    path("courses/<int:pk>/join-code/", views.JoinCodeView.as_view(), name="join-code"),
    path("courses/<int:pk>/policy/", policy_views.CoursePolicyView.as_view(), name="course-policy"),
    path("courses/<int:pk>/enrollments/", views.EnrollmentListView.as_view(), name="enrollments"),
    path(
        "courses/<int:pk>/schedules/", schedule_views.ScheduleListView.as_view(), name="schedules"
    ),
    path(
        "courses/<int:pk>/schedules/preview/",
        schedule_views.SchedulePreviewView.as_view(),
        name="schedule-preview",
    ),
    path("schedules/<int:pk>/", schedule_views.ScheduleDetailView.as_view(), name="schedule"),
    path("holidays/", schedule_views.HolidayListView.as_view(), name="holidays"),
    path("holidays/<int:pk>/", schedule_views.HolidayDetailView.as_view(), name="holiday"),
    path(
        "enrollments/<int:pk>/",
        roster_views.EnrollmentDetailView.as_view(),
        name="enrollment",
    ),
    path(
        "courses/<int:pk>/enrollments/bulk/",
        roster_views.RosterEnrolView.as_view(),
        name="roster-enrol",
    ),
    path(
        "courses/<int:pk>/enrollments/withdraw/",
        roster_views.RosterWithdrawView.as_view(),
        name="roster-withdraw",
    ),
    path(
        "courses/<int:pk>/enrollments/undo/",
        roster_views.RosterUndoView.as_view(),
        name="roster-undo",
    ),
]
