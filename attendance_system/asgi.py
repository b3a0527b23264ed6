"""The ASGI application for web servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_system.settings")

application = get_asgi_application()
