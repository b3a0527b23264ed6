"""Two invented schools with people, courses and weeks of history, for trying the system."""
