"""Files in a bucket, by the API that Amazon calls S3 and many others speak."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog

from sigma_finance.gateways.storage.port import FileGone, StorageFails, checked_key

log = structlog.get_logger(__name__)

_CONNECT_S, _READ_S, _ATTEMPTS = 3, 10, 2
_MISSING = ("NoSuchKey", "404")


@dataclass(frozen=True)
class Bucket:
    """Which bucket, where, and with whose keys; without keys boto3 finds the machine's own."""

    name: str
    endpoint_url: str = ""
    region: str = ""
    access_key_id: str = ""
    secret_access_key: str = ""


@lru_cache(maxsize=4)
def _client(bucket: Bucket) -> Any:
    """A client that threads share, since making one takes a tenth of a second."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=bucket.endpoint_url or None,
        region_name=bucket.region or "us-east-1",
        aws_access_key_id=bucket.access_key_id or None,
        aws_secret_access_key=bucket.secret_access_key or None,
        config=Config(
            connect_timeout=_CONNECT_S,
            read_timeout=_READ_S,
            retries={"max_attempts": _ATTEMPTS, "mode": "standard"},
        ),
    )


class BucketStore:
    """A bucket, closed to everybody else: files leave it through our pages alone."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep the file as an attachment."""
        self._call(
            "put_object",
            key,
            Body=content,
            ContentType=content_type,
            ContentDisposition="attachment",
        )

    def read(self, key: str) -> bytes:
        """What is in the file."""
        answer: bytes = self._call("get_object", key)["Body"].read()
        return answer

    def remove(self, key: str) -> None:
        """Take the file away."""
        self._call("delete_object", key)

    def _call(self, act: str, key: str, **options: Any) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            client = _client(self._bucket)
            answer: dict[str, Any] = getattr(client, act)(
                Bucket=self._bucket.name, Key=checked_key(key), **options
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _MISSING:
                raise FileGone from error
            log.warning("bucket refused", act=act, code=code)
            raise StorageFails from error
        except BotoCoreError as error:
            log.warning("bucket does not answer", act=act, error=type(error).__name__)
            raise StorageFails from error
        return answer
