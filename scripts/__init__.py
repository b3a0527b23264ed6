"""The commands behind the Makefile. Run as modules from the checkout: python -m scripts.NAME."""
