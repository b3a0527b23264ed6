"""Pure rules of attendance: no Django, no clock, no database."""
