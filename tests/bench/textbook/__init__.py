"""The yardstick of `make bench`: a textbook endpoint, no part of the application."""
