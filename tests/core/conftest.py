"""Properties are checked the same way each time, however slow the machine."""

from hypothesis import settings

settings.register_profile("daily-bite", deadline=None, derandomize=True)
settings.load_profile("daily-bite")
