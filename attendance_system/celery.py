"""The Celery application: worker and beat read the same settings as the web processes."""

import os

from celery import Celery

from attendance_system import folder_queue, redis_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_system.settings")

folder_queue.install()
redis_queue.install()
app = Celery("attendance_system")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
