"""The schema's history, append-only: migration N brings a store from version N-1 to N."""

from collections.abc import Callable

import sqlalchemy as sa

from kb.store.migrations import (
    m001_initial,
    m002_words,
    m003_corrections,
    m004_references,
    m005_layouts,
    m006_audit,
    m007_checks,
    m008_feedback,
    m009_access,
)

MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (
    m001_initial.upgrade,
    m002_words.upgrade,
    m003_corrections.upgrade,
    m004_references.upgrade,
    m005_layouts.upgrade,
    m006_audit.upgrade,
    m007_checks.upgrade,
    m008_feedback.upgrade,
    m009_access.upgrade,
)
"""In order; a migration that has been released is never changed."""
