"""API of attendance."""
