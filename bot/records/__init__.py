"""What is kept: conversations, treatments, messages and replies, in SQLite or PostgreSQL."""
