"""About what the register says."""

from types import MappingProxyType

from apps.accounts.models import Guardian, Student
from apps.attendance.notices.common import HISTORY, STUDENTS
from apps.attendance.selectors.absences import absences_in
from apps.courses.models import Course
from apps.notifications.enums import Channel
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, Verdict
from apps.orgs.models import Organization


class AbsenceWarning(Kind):
    """Absences by number, in a row or by rate, to the student and to those named as contacts."""

    name = "absence_warning"
    label = "Absence warning"
    description = "When your absences in a course pass what your university allows."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    roles = STUDENTS
    subject = (
        "Absences{% if to_guardian %} of {{ student }}{% endif %} in {{ course.code }}: "
        "{{ because.0 }}"
    )
    summary = (
        "{% if to_guardian %}{{ student }}, {% endif %}{{ course.code }} {{ course.name }}: "
        '{{ because|join:"; " }}. Absent on '
        '{% for day in days %}{{ day|date:"j M" }}{% if not forloop.last %}, {% endif %}'
        "{% endfor %}."
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Count again: what was corrected or excused meanwhile is not held against anybody."""
        params = notice.params
        student = Student.objects.select_related("user").filter(pk=params["student"]).first()
        course = Course.objects.filter(pk=params["course"]).first()
        guardian = params.get("guardian")
        if student is None or course is None:
            return DoNotSend()
        organization = Organization.objects.get(pk=notice.organization_id)
        if guardian is not None and not _may_hear(guardian, student, notice, organization):
            return DoNotSend()
        found = absences_in(
            course_id=course.pk,
            students=[student.pk],
            organization=organization,
            now=notice.now,
        ).get(student.pk)
        if found is None or not found.findings:
            return DoNotSend()
        context = {
            "student": student.user.get_full_name(),
            "course": course,
            "because": [one.text for one in found.findings],
            "days": found.days,
            "to_guardian": guardian is not None,
            "action": "" if guardian else "See your history",
        }
        return Say(context=context, link="" if guardian else HISTORY)


def _may_hear(guardian: int, student: Student, notice: Notice, organization: Organization) -> bool:
    """Return whether this contact, at this address, is still to be told of the student."""
    if not organization.policy.warn_guardians or not student.user.is_active:
        return False
    column = "phone" if notice.channel == Channel.SMS else "email"
    kept = Guardian.objects.filter(pk=guardian, student=student, **{column: notice.address})
    return kept.exists()
