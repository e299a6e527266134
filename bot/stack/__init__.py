"""Brings the parts up and down: the trained model, the Rasa server and the application."""
