"""The edges: HTTP and the terminal. No decision is made here."""
