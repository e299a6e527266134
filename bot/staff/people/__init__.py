"""The page on which an admin looks after the staff's accounts."""
