"""Measures this project and, in the same run, a stock Rasa project: time to train and to start, memory, replies.

Both get the same two cores, the same training messages and the same questions. Nothing here is part of the bot.
"""
