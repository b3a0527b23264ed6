"""Import of tables: reading a file, comparing it with what is stored, storing it.

An app writes one `Importer` for each kind of row and registers it; what a run of it leaves behind
is kept by the app that owns the rows of the runs.
"""
