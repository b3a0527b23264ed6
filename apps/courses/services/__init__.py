"""Writes about teaching: courses and who teaches them, enrolments, terms and venues."""
