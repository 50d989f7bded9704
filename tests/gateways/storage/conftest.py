"""A bucket of moto's server, and a folder."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from sigma_finance.gateways.storage.s3 import Bucket, BucketStore


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """Where moto's server answers in place of Amazon."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_url: str) -> Bucket:
    """A bucket that is there."""
    made = Bucket(f"receipts-{secrets.token_hex(4)}", s3_url, "eu-west-1", "key", "secret")
    client = boto3.client(
        "s3",
        endpoint_url=s3_url,
        region_name="eu-west-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket=made.name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return made


@pytest.fixture
def bucket_store(bucket: Bucket) -> BucketStore:
    """The store over it."""
    return BucketStore(bucket)
