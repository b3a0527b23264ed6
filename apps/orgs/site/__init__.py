"""The admin site: who enters it, for which organisation, and the bases of its pages.

An app registers a model with ``@admin.register(Model)`` on a class below ``TenantModelAdmin``
(rows of one organisation) or ``PlatformModelAdmin`` (rows of the installation).
"""
