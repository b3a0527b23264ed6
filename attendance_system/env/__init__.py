"""The process's environment, declared once, parsed strictly, refused as a whole."""

from attendance_system.env.loader import EnvironmentRefused, load, read_env_file
from attendance_system.env.variables import Environment

__all__ = ["Environment", "EnvironmentRefused", "load", "read_env_file"]
