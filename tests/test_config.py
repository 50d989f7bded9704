"""Settings: what the environment says, what stands in where it is silent, and what cannot work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sigma_finance import config
from sigma_finance.config import (
    ROOT,
    Config,
    ConfigError,
    LocalConfig,
    ProductionConfig,
    TestConfig,
    database_url,
    load,
)

WHOLE = {
    "FLASK_SECRET_KEY": "k" * 32,
    "ENCRYPTION_KEYS": "e" * 32,
    "DATABASE_URL": "postgres://app@db.example.org/sigma",
    "REDIS_URL": "redis://redis.example.org",
    "BASE_URL": "https://dues.example.org",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "SENDGRID_API_KEY": "SG.x",
}


class TestADatabasesAddress:
    @pytest.mark.parametrize(
        ("given", "taken"),
        [
            ("postgres://a@b/c", "postgresql+psycopg2://a@b/c"),
            ("postgresql://a@b/c", "postgresql+psycopg2://a@b/c"),
            ("postgresql+psycopg2://a@b/c", "postgresql+psycopg2://a@b/c"),
            ("sqlite:///instance/sigma.db", f"sqlite:///{ROOT}/instance/sigma.db"),
            ("sqlite:////var/sigma.db", "sqlite:////var/sigma.db"),
            ("sqlite:///:memory:", "sqlite:///:memory:"),
            ("", ""),
        ],
    )
    def test_is_taken_as_hosts_hand_it_out(self, given: str, taken: str) -> None:
        assert database_url(given) == taken

    def test_is_the_plain_roles_where_the_owners_and_a_password_are_given(self) -> None:
        owner = {"DATABASE_MIGRATION_URL": "postgres://owner:o@db.example.org:5433/sigma?sslmode=require"}
        made = ProductionConfig({**owner, "DATABASE_APP_PASSWORD": "p@ss/word"})
        assert made.SQLALCHEMY_DATABASE_URI == (
            "postgresql+psycopg2://sigma_app:p%40ss%2Fword@db.example.org:5433/sigma?sslmode=require"
        )
        assert made.DATABASE_MIGRATION_URL.startswith("postgresql+psycopg2://owner:o@")

    def test_is_the_owners_too_where_only_one_is_given(self) -> None:
        made = ProductionConfig({"DATABASE_URL": "postgres://a@b/c"})
        assert made.DATABASE_MIGRATION_URL == made.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg2://a@b/c"

    def test_decides_how_connections_are_pooled(self) -> None:
        postgresql = Config({"DATABASE_URL": "postgres://a@b/c"}).SQLALCHEMY_ENGINE_OPTIONS
        assert "timezone=UTC" in postgresql["connect_args"]["options"]
        assert "pool_size" not in Config({}).SQLALCHEMY_ENGINE_OPTIONS


class TestASetting:
    @pytest.mark.parametrize(
        ("text", "on"),
        [("", True), ("1", True), (" YES ", True), ("off", False), ("0", False), ("no", False)],
    )
    def test_is_switched_by_a_word(self, text: str, on: bool) -> None:
        assert Config({"RATELIMIT_ENABLED": text}).RATELIMIT_ENABLED is on

    @pytest.mark.parametrize("text", ["two", "-1", "1.5", "٢"])
    def test_that_has_to_be_a_number_is_named_where_it_is_none(self, text: str) -> None:
        with pytest.raises(ConfigError, match="PROXY_HOPS is"):
            Config({"PROXY_HOPS": text})

    @pytest.mark.parametrize("url", ["memory://", "http://broker.example.org", "broker"])
    def test_names_a_broker_that_can_be_one(self, url: str) -> None:
        with pytest.raises(ConfigError, match="CELERY_BROKER_URL has to begin with"):
            Config({"CELERY_BROKER_URL": url})
        assert Config({"CELERY_BROKER_URL": "amqps://b/1"}).CELERY_BROKER_URL == "amqps://b/1"

    def test_may_be_a_list(self) -> None:
        made = Config({"STRIPE_WEBHOOK_SECRET": " whsec_1, ,whsec_2 ", "TRUSTED_HOSTS": "a.org,b.org"})
        assert made.STRIPE_WEBHOOK_SECRETS == ["whsec_1", "whsec_2"]
        assert made.TRUSTED_HOSTS == ["a.org", "b.org"]


class TestTheBaseUrl:
    def test_by_https_keeps_cookies_to_it(self) -> None:
        made = Config({"BASE_URL": "https://dues.example.org/"})
        assert made.BASE_URL == "https://dues.example.org"
        assert (made.SESSION_COOKIE_SECURE, made.SESSION_COOKIE_NAME) == (True, "__Host-sigma")
        plain = Config({"BASE_URL": "http://dues.example.org"})
        assert (plain.SESSION_COOKIE_SECURE, plain.SESSION_COOKIE_NAME) == (False, "sigma")

    def test_is_the_host_that_is_answered_for(self) -> None:
        assert Config({"BASE_URL": "https://dues.example.org:8443"}).TRUSTED_HOSTS == ["dues.example.org"]
        assert LocalConfig({"BASE_URL": "http://box.local"}).TRUSTED_HOSTS[-1] == "box.local"

    def test_tells_deployments_on_one_redis_apart(self) -> None:
        names = [Config({"BASE_URL": url}).CACHE_KEY_PREFIX for url in ("https://a.org/x", "https://a.org/y")]
        assert names == ["sigma:a.org-x:", "sigma:a.org-y:"]

    def test_follows_the_port_where_it_is_not_given(self) -> None:
        assert Config({"PORT": "8000"}).BASE_URL == "http://localhost:8000"
        assert Config({"FLASK_RUN_PORT": "8001"}).BASE_URL == "http://localhost:8001"
        assert ProductionConfig({"RENDER_EXTERNAL_URL": "https://x.onrender.com"}).BASE_URL == (
            "https://x.onrender.com"
        )


class TestRedis:
    def test_keeps_limits_and_cache_where_it_is_given(self) -> None:
        made = Config({"REDIS_URL": "redis://r"})
        assert (made.CACHE_TYPE, made.RATELIMIT_STORAGE_URI) == ("RedisCache", "redis://r")
        without = Config({})
        assert (without.CACHE_TYPE, without.RATELIMIT_STORAGE_URI) == ("SimpleCache", "memory://")
        assert without.RATELIMIT_STORAGE_OPTIONS == {}


class TestADevelopersMachine:
    @pytest.fixture(autouse=True)
    def instance(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder of its own beside the checkout."""
        monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")
        return tmp_path / "instance"

    def test_speaks_to_the_sandbox_where_no_keys_are_set(self) -> None:
        made = LocalConfig({"BASE_URL": "http://localhost:5050"})
        assert made.STRIPE_API_BASE == "http://localhost:5050/sandbox/stripe"
        assert made.SENDGRID_API_BASE == "http://localhost:5050/sandbox/sendgrid"
        assert made.STRIPE_SECRET_KEY.startswith("sk_test_")

    def test_speaks_to_stripe_where_its_keys_are_set(self) -> None:
        made = LocalConfig({"STRIPE_SECRET_KEY": "sk_test_real"})
        assert (made.STRIPE_SECRET_KEY, made.STRIPE_API_BASE) == ("sk_test_real", "https://api.stripe.com")
        assert made.SENDGRID_API_BASE.endswith("/sandbox/sendgrid")

    def test_keeps_a_key_of_its_own(self, instance: Path) -> None:
        first, second = LocalConfig({}), LocalConfig({})
        assert first.SECRET_KEY == second.SECRET_KEY
        assert len(first.SECRET_KEY) >= config.SHORTEST_KEY
        assert (instance / "secret-key").stat().st_mode & 0o777 == 0o600
        assert LocalConfig({"FLASK_SECRET_KEY": "given"}).SECRET_KEY == "given"

    def test_encrypts_with_the_key_that_signs_where_no_other_is_set(self) -> None:
        signing = {"FLASK_SECRET_KEY": "given", "FLASK_SECRET_KEY_FALLBACKS": "before"}
        assert LocalConfig(signing).ENCRYPTION_KEYS == ["given", "before"]
        assert LocalConfig({**signing, "ENCRYPTION_KEYS": "new, old"}).ENCRYPTION_KEYS == ["new", "old"]

    @pytest.mark.parametrize(("written", "port"), [("5051\n", "5051"), ("soon", "5000"), (None, "5000")])
    def test_writes_addresses_of_the_port_that_is_served(
        self, instance: Path, written: str | None, port: str
    ) -> None:
        instance.mkdir()
        if written is not None:
            (instance / "port").write_text(written)
        assert f"http://localhost:{port}" == LocalConfig({}).BASE_URL
        assert LocalConfig({"PORT": "6000"}).BASE_URL == "http://localhost:6000"


class TestProduction:
    def test_is_content_with_all_that_it_needs(self) -> None:
        made = load(ProductionConfig(WHOLE))
        assert made.SANDBOX is False
        assert made.STRIPE_API_BASE == "https://api.stripe.com"

    @pytest.mark.parametrize("name", sorted(WHOLE))
    def test_names_what_is_missing(self, name: str) -> None:
        with pytest.raises(ConfigError) as refused:
            ProductionConfig({**WHOLE, name: ""}).check()
        assert refused.value.message == f"The settings for production are not complete: {name} is missing."

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"FLASK_SECRET_KEY": "k" * 31}, "FLASK_SECRET_KEY is shorter than 32 bytes"),
            ({"FLASK_SECRET_KEY_FALLBACKS": f"{'a' * 40},short"}, "FALLBACKS is shorter than 32 bytes"),
            ({"ENCRYPTION_KEYS": f"{'a' * 40},short"}, "ENCRYPTION_KEYS is shorter than 32 bytes"),
            ({"REDIS_URL": "memory://"}, "REDIS_URL must name a Redis server"),
            ({"BASE_URL": "http://dues.example.org"}, "BASE_URL must begin with https://"),
        ],
    )
    def test_names_what_cannot_be_used(self, change: dict[str, str], problem: str) -> None:
        with pytest.raises(ConfigError, match=problem):
            ProductionConfig({**WHOLE, **change}).check()

    def test_names_every_problem_at_once(self) -> None:
        with pytest.raises(ConfigError) as refused:
            ProductionConfig({}).check()
        assert [name for name in WHOLE if f"{name} is missing" not in refused.value.message] == []


class TestLoading:
    @pytest.fixture(autouse=True)
    def without_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(config, "ROOT", tmp_path)

    def test_takes_the_class_that_the_environment_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONFIG_CLASS", "sigma_finance.config.TestConfig")
        assert type(load()) is TestConfig

    @pytest.mark.parametrize(
        "named", ["nowhere.Config", "x", "sigma_finance.config.Nothing", "sigma_finance.config.ROOT"]
    )
    def test_says_which_classes_there_are(self, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
        monkeypatch.setenv("CONFIG_CLASS", named)
        with pytest.raises(ConfigError, match=f"CONFIG_CLASS names {named}; use"):
            load()

    def test_checks_what_it_is_given(self) -> None:
        given: Any = ProductionConfig({})
        with pytest.raises(ConfigError):
            load(given)
