"""Daily Bite posts one technical concept a day and answers questions about the rest."""

__version__ = "0.1.0"
