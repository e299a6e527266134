"""From the signs of a message to a decision: answer, ask, or escalate at a level. Pure functions; nothing is stored."""
