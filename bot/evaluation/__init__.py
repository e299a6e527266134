"""Plays labelled messages through the running bot and writes down what it made of them."""
