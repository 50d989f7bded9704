"""Which store this deployment keeps files in: the one place that chooses."""

from __future__ import annotations

from pathlib import Path

from sigma_finance.extensions import setting
from sigma_finance.gateways.storage.disk import DiskStore
from sigma_finance.gateways.storage.port import FileStore
from sigma_finance.gateways.storage.s3 import Bucket, BucketStore


def store() -> FileStore:
    """A bucket where one is named, else a folder of this machine."""
    if not setting("S3_BUCKET"):
        return DiskStore(Path(setting("FILES_PATH")))
    return BucketStore(
        Bucket(
            setting("S3_BUCKET"),
            setting("S3_ENDPOINT_URL"),
            setting("AWS_REGION"),
            setting("AWS_ACCESS_KEY_ID"),
            setting("AWS_SECRET_ACCESS_KEY"),
        )
    )
