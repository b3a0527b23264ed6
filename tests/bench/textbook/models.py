# mypy: ignore-errors
# The type checker's Django plugin knows the application's settings; these models are not in them.
"""Courses, enrolments, sessions and attendance, as a tutorial models them."""

from django.conf import settings
from django.db import models


class Course(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class Enrollment(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        unique_together = ("course", "student")

    def __str__(self):
        return f"{self.student_id} attends {self.course_id}"


class Session(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE)
    secret = models.CharField(max_length=64)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    radius_m = models.IntegerField()

    def __str__(self):
        return f"session {self.pk}"


class Attendance(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    status = models.CharField(max_length=10)
    marked_at = models.DateTimeField(auto_now_add=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        unique_together = ("session", "student")

    def __str__(self):
        return f"{self.student_id} in {self.session_id}"
