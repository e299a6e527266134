"""A message read without Rasa: times, variants, signs and the safety screen.

Everything here is a pure function of the text and of the arguments given; nothing reads a clock, a file of records or
a network.
"""
