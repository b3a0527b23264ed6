"""Shapes of attendance in the API."""
