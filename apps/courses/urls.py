"""URLs of teaching, below /api/."""

from django.urls import path

from apps.courses.api import views

urlpatterns = [
    path("terms/", views.TermListView.as_view(), name="terms"),
    path("venues/", views.VenueListView.as_view(), name="venues"),
    path("courses/", views.CourseListView.as_view(), name="courses"),
    path("courses/join/", views.JoinView.as_view(), name="course-join"),
    path("courses/<int:pk>/", views.CourseDetailView.as_view(), name="course"),
    path("courses/<int:pk>/join-code/", views.JoinCodeView.as_view(), name="join-code"),
    path("courses/<int:pk>/enrollments/", views.EnrollmentListView.as_view(), name="enrollments"),
]
