"""Rasa graph components: they run inside Rasa's own environment and import nothing else of `bot`."""
