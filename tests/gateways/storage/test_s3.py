"""Files in a bucket, spoken to as at Amazon."""

from __future__ import annotations

from dataclasses import replace

import boto3
import pytest

from sigma_finance.gateways.storage.port import FileGone, StorageFails
from sigma_finance.gateways.storage.s3 import Bucket, BucketStore

KEY = "7/" + "b" * 32


class TestABucket:
    def test_keeps_a_file_until_it_is_removed(self, bucket_store: BucketStore) -> None:
        bucket_store.put(KEY, b"first", "image/jpeg")
        bucket_store.put(KEY, b"second", "image/jpeg")
        assert bucket_store.read(KEY) == b"second"
        bucket_store.remove(KEY)
        bucket_store.remove(KEY)
        with pytest.raises(FileGone):
            bucket_store.read(KEY)

    def test_holds_attachments_that_are_not_public(self, bucket_store: BucketStore, bucket: Bucket) -> None:
        bucket_store.put(KEY, b"first", "application/pdf")
        client = boto3.client(
            "s3",
            endpoint_url=bucket.endpoint_url,
            region_name=bucket.region,
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        head = client.head_object(Bucket=bucket.name, Key=KEY)
        assert (head["ContentType"], head["ContentDisposition"]) == ("application/pdf", "attachment")
        grants = client.get_object_acl(Bucket=bucket.name, Key=KEY)["Grants"]
        assert not [grant for grant in grants if "AllUsers" in grant["Grantee"].get("URI", "")]

    def test_that_is_not_there_says_that_files_cannot_be_kept(self, bucket: Bucket) -> None:
        gone = BucketStore(replace(bucket, name="nowhere"))
        with pytest.raises(StorageFails):
            gone.put(KEY, b"first", "image/jpeg")

    def test_that_does_not_answer_says_so_too(self) -> None:
        deaf = BucketStore(Bucket("receipts", "http://127.0.0.1:9", "eu-west-1", "key", "secret"))
        with pytest.raises(StorageFails):
            deaf.read(KEY)
