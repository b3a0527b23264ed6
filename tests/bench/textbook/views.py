# mypy: ignore-errors
# The type checker's Django plugin knows the application's settings; this project is not in them.
"""The check-in of the yardstick: a ModelViewSet and a serializer that validates."""

import hashlib
import hmac
import time
from datetime import timedelta

from django.utils import timezone
from geopy.distance import geodesic
from rest_framework import serializers, viewsets

from tests.bench.textbook.models import Attendance, Enrollment, Session

PERIOD_S = 60
GRACE_STEPS = 3
LATE_AFTER = timedelta(minutes=10)


def code_of(secret, step):
    """Return the code that the screen shows in a step."""
    return hmac.new(secret.encode(), str(step).encode(), hashlib.sha256).hexdigest()[:10]


class AttendanceSerializer(serializers.ModelSerializer):
    student = serializers.HiddenField(default=serializers.CurrentUserDefault())
    student_name = serializers.CharField(source="student.username", read_only=True)
    code = serializers.CharField(write_only=True)
    session = serializers.PrimaryKeyRelatedField(queryset=Session.objects.all())

    class Meta:
        model = Attendance
        fields = (
            *("id", "session", "student", "student_name", "status", "marked_at"),
            *("latitude", "longitude", "code"),
        )
        read_only_fields = ("status",)

    def validate(self, attrs):
        session, student = attrs["session"], attrs["student"]
        now = timezone.now()
        if not session.opens_at <= now < session.closes_at:
            raise serializers.ValidationError("The session is not open.")
        step = int(time.time()) // PERIOD_S
        codes = [code_of(session.secret, step - back) for back in range(GRACE_STEPS + 1)]
        if attrs.pop("code") not in codes:
            raise serializers.ValidationError("The code is wrong.")
        if not Enrollment.objects.filter(course=session.course, student=student).exists():
            raise serializers.ValidationError("You are not enrolled.")
        place = (session.latitude, session.longitude)
        if geodesic(place, (attrs["latitude"], attrs["longitude"])).meters > session.radius_m:
            raise serializers.ValidationError("You are too far away.")
        late = now - session.opens_at > LATE_AFTER
        attrs["status"] = "late" if late else "present"
        return attrs


class AttendanceViewSet(viewsets.ModelViewSet):
    queryset = Attendance.objects.select_related("student")
    serializer_class = AttendanceSerializer

    def get_queryset(self):
        found = super().get_queryset()
        session = self.request.query_params.get("session")
        return found.filter(session=session) if session else found
