"""API of people: students and their guardians, lecturers, staff accounts, many at once."""
