"""The life of a message: it is written down, Rasa is asked, what Rasa said is written down and handed back."""
