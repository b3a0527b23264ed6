"""What the jobs that tell people remember."""

from typing import ClassVar

from django.db import models

from apps.accounts.models import Student
from apps.courses.models import Course
from apps.orgs.models import TenantModel


class Watermark(TenantModel):
    """Up to which moment a job has looked at what happened."""

    name = models.CharField(max_length=40)
    moment = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="attendance_watermark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} up to {self.moment:%Y-%m-%d %H:%M:%S}"


class AbsenceNotice(TenantModel):
    """One reason for which a student has been warned in a course: not to be warned of it twice."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    finding = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "course", "student", "finding"],
                name="attendance_absence_notice_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding} of student {self.student_id} in course {self.course_id}"
