"""The file of sign-in and roles: read, checked, and asked who somebody is."""

import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.access import AccessError, Reader, read_access, secrets_toml, who
from app.cli import main
from tests.serving import free_port

GOOD = """
contact = "情報政策課（内線 1234）"

[auth]
client_id = "senrei"
client_secret = 'quo"ted\\back'
server_metadata_url = "https://login.city.example.lg.jp/.well-known/openid-configuration"
client_kwargs = { prompt = "login", scopes = ["openid", "email"], max_age = 600, strict = true }

[roles]
readers = ["*@city.example.lg.jp"]
editors = ["Suzuki@city.example.lg.jp"]
closed = ["groups = shingikai", "tanaka@city.example.lg.jp"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "access.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("claims", "reader"),
    [
        (
            {"email": "sato@city.example.lg.jp", "name": "佐藤"},
            Reader(name="佐藤 (sato@city.example.lg.jp)", editor=False, closed=False),
        ),
        (
            {"email": "SUZUKI@city.example.lg.jp"},
            Reader(name="suzuki@city.example.lg.jp", editor=True, closed=False),
        ),
        (
            {"email": "a@b.example", "groups": ["x", "shingikai"], "name": "田中"},
            Reader(name="田中 (a@b.example)", editor=False, closed=True),
        ),
        (
            {"sub": "17", "groups": "shingikai", "name": "田中"},
            Reader(name="田中 (17)", editor=False, closed=True),
        ),
        ({"email": "sato@city.example.lg.jp.evil.example"}, None),
        ({"email": "sato@city.example.lg.jp", "email_verified": False}, None),
        ({"groups": ["shingikaii"]}, None),
        ({}, None),
    ],
)
def test_roles_hang_on_addresses_and_claims(
    file: Path, claims: dict[str, object], reader: Reader | None
) -> None:
    assert who(read_access(file), claims) == reader


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ("[roles]", "[rolls]", "the file has rolls, which means nothing; known are contact, auth, roles"),
        (
            "editors",
            "editor",
            r"\[roles\] has editor, which means nothing; known are readers, editors, closed",
        ),
        ('client_id = "senrei"', "", r"\[auth\] has no client_id; the provider of the sign-in gives it"),
        ('["Suzuki@city.example.lg.jp"]', '"suzuki"', r"editors in \[roles\] is to be a list of texts"),
        ("Suzuki@city.example.lg.jp", "suzuki", 'editors in .* has "suzuki"; write an e-mail address or'),
        ("contact = ", "contact = 3 #", "contact is to be a text"),
        ("[auth]", "[auth", "this is no TOML"),
        ("[auth]", '[auth]\nredirect_uri = "https://x.example/"', "it is to end with /oauth2callback"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why(file: Path, written: str, instead: str, problem: str) -> None:
    file.write_text(GOOD.replace(written, instead), encoding="utf-8")
    with pytest.raises(AccessError, match=problem) as raised:
        read_access(file)
    assert str(raised.value).startswith(f"{file}: ")


def test_a_file_that_lets_nobody_in_is_refused(file: Path) -> None:
    file.write_text(GOOD[: GOOD.index("readers")], encoding="utf-8")
    with pytest.raises(AccessError, match="lets nobody in"):
        read_access(file)


def test_the_secrets_say_what_the_file_says(file: Path) -> None:
    access = read_access(file)
    told = tomllib.loads(secrets_toml(access, "http://127.0.0.1:8501"))["auth"]
    assert told.pop("redirect_uri") == "http://127.0.0.1:8501/oauth2callback"
    assert len(told.pop("cookie_secret")) == 64
    assert told == access.auth


def test_serve_refuses_a_file_that_is_not_there(sample_index: Path, tmp_path: Path) -> None:
    options = ["--index", str(sample_index), "--port", str(free_port())]
    result = CliRunner().invoke(main, ["serve", *options, "--access", str(tmp_path / "no.toml")])
    assert result.exit_code == 1
    assert "no.toml: No such file or directory; name a file that can be read" in result.stderr


def test_serve_takes_roles_from_one_place(file: Path, sample_index: Path) -> None:
    options = ["--index", str(sample_index), "--access", str(file), "--editor", "鈴木"]
    result = CliRunner().invoke(main, ["serve", *options])
    assert result.exit_code == 2
    assert "its file says who may correct" in result.stderr


def test_the_servers_secrets_are_its_users_alone(
    file: Path, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []

    def command(_host: str, _port: int, *, secrets: Path | None) -> list[str]:
        assert secrets
        modes.extend((stat.S_IMODE(secrets.stat().st_mode), stat.S_IMODE(secrets.parent.stat().st_mode)))
        return ["true"]

    monkeypatch.setattr("app.server.server_command", command)
    options = ["--index", str(sample_index), "--access", str(file), "--port", str(free_port())]
    assert CliRunner().invoke(main, ["serve", *options]).exit_code == 0
    assert modes == [0o600, 0o700]
