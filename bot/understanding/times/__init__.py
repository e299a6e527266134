"""When the treatment was, in a patient's words. Everything else imports from here; the other files are its parts.

A message is cut into words and segments, every mention of a time in it is read (`mentions`), and `owner` decides which
of them tells of the treatment and not of something else. A wrong hour is worse than none.
"""

from bot.understanding.times.hear import AbsurdTime, HeardTime, hear_time, hours_since

__all__ = ["AbsurdTime", "HeardTime", "hear_time", "hours_since"]
