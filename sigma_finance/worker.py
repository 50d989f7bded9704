"""The background worker: ``celery -A sigma_finance.worker worker --beat``."""

from __future__ import annotations

import sys

from sigma_finance.app import create_app

celery = create_app().extensions.get("celery")
if celery is None:
    sys.exit("CELERY_BROKER_URL is not set, so there is no queue to take work from.")
