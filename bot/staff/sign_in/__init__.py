"""The pages by which staff sign in and out, and look after their own password and second factor."""
