"""Which store a deployment has."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.gateways.storage.disk import DiskStore
from sigma_finance.gateways.storage.s3 import Bucket, BucketStore
from sigma_finance.gateways.storage.stores import store

KEY = "7/" + "c" * 32


class TestTheStore:
    def test_is_a_folder_unless_a_bucket_is_named(self, sqlite_app: Flask) -> None:
        assert isinstance(store(), DiskStore)

    def test_is_the_bucket_that_is_named(
        self, sqlite_app: Flask, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in (
            ("S3_BUCKET", bucket.name),
            ("S3_ENDPOINT_URL", bucket.endpoint_url),
            ("AWS_REGION", bucket.region),
            ("AWS_ACCESS_KEY_ID", bucket.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", bucket.secret_access_key),
        ):
            monkeypatch.setitem(sqlite_app.config, name, value)
        found = store()
        assert isinstance(found, BucketStore)
        found.put(KEY, b"first", "image/jpeg")
        assert BucketStore(bucket).read(KEY) == b"first"
