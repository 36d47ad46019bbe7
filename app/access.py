"""Who may read, correct, and see closed minutes: the file that `senrei serve --access` names.

    contact = "情報政策課（内線 1234）"      # whom to ask for a role

    [auth]                                   # as streamlit's st.login wants it
    client_id = "senrei"
    client_secret = "…"
    server_metadata_url = "https://login.city.example.lg.jp/.well-known/openid-configuration"
    redirect_uri = "https://minutes.city.example.lg.jp/oauth2callback"
    cookie_secret = "…"                      # made anew at each start where there is none

    [roles]                                  # an e-mail address, a pattern of them, or "claim = value"
    readers = ["*@city.example.lg.jp"]
    editors = ["suzuki@city.example.lg.jp"]
    closed = ["groups = shingikai"]

Editors and those allowed closed minutes are readers, too. Whoever has no role sees nothing.
"""

import re
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

_ROLES = ("readers", "editors", "closed")
_NEEDED = ("client_id", "client_secret", "server_metadata_url")
_CLAIM = re.compile(r"\s*(?P<claim>[\w:./-]+)\s*=\s*(?P<value>.+?)\s*")


class AccessError(ValueError):
    """The file cannot be used; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who signed in and has a role.

    Attributes:
        name: As corrections are signed: the name with the address.
        editor: Whether they may correct and ingest.
        closed: Whether they may see closed minutes.
    """

    name: str
    editor: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Sign-in and roles.

    Attributes:
        contact: Whom to ask for a role; empty where the file does not say.
        auth: The provider, as streamlit's secrets have it.
        roles: Patterns and claims of each role.
    """

    contact: str
    auth: Mapping[str, object]
    roles: Mapping[str, Sequence[str]]


def read_access(path: Path) -> Access:
    """Read the file.

    Raises:
        AccessError: It is not there, no TOML, or says something else than the above.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AccessError(f"{path}: {error.strerror}; name a file that can be read") from error
    except ValueError as error:
        raise AccessError(f"{path}: this is no TOML ({error})") from error
    try:
        return _access(told)
    except AccessError as error:
        raise AccessError(f"{path}: {error}") from None


def who(access: Access, claims: Mapping[str, object]) -> Reader | None:
    """The person whose identity token makes these claims; None for one without a role."""
    address = str(claims.get("email") or "").strip().casefold()
    if claims.get("email_verified") in (False, "false"):
        # Anyone can claim an address at some providers.
        address = ""
    given = [role for role in _ROLES if any(_fits(rule, address, claims) for rule in access.roles[role])]
    if not given:
        return None
    name = " ".join(str(claims.get("name") or "").split())
    identity = address or str(claims.get("sub") or "")
    signed = f"{name} ({identity})" if name and identity else name or identity
    return Reader(name=signed, editor="editors" in given, closed="closed" in given)


def secrets_toml(access: Access, address: str) -> str:
    """The file of secrets that streamlit's sign-in reads, for a page at this address."""
    auth = {
        "redirect_uri": f"{address}/oauth2callback",
        "cookie_secret": secrets.token_hex(32),
        **access.auth,
    }
    return "[auth]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in auth.items())


def _access(told: Mapping[str, object]) -> Access:
    _refuse_others(told, ("contact", "auth", "roles"), "the file")
    contact = told.get("contact", "")
    if not isinstance(contact, str):
        raise AccessError('contact is to be a text, such as "情報政策課（内線 1234）"')
    auth, roles = _table(told, "auth"), _table(told, "roles")
    _refuse_others(roles, _ROLES, "[roles]")
    for name in _NEEDED:
        if not (isinstance(auth.get(name), str) and auth[name]):
            raise AccessError(f"[auth] has no {name}; the provider of the sign-in gives it")
    callback = str(auth.get("redirect_uri", "/oauth2callback"))
    if not callback.endswith("/oauth2callback"):
        raise AccessError(f"redirect_uri in [auth] is {callback}; it is to end with /oauth2callback")
    read = {role: _rules(roles, role) for role in _ROLES}
    if not any(read.values()):
        raise AccessError('[roles] lets nobody in; give readers, such as ["*@city.example.lg.jp"]')
    return Access(contact=contact, auth=auth, roles=read)


def _table(told: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = told.get(name)
    if not isinstance(table, dict):
        raise AccessError(f"it has no [{name}]; docs/access.md has an example")
    return table


def _refuse_others(told: Mapping[str, object], known: Sequence[str], where: str) -> None:
    for name in told:
        if name not in known:
            raise AccessError(f"{where} has {name}, which means nothing; known are {', '.join(known)}")


def _rules(roles: Mapping[str, object], role: str) -> tuple[str, ...]:
    rules = roles.get(role, [])
    if not isinstance(rules, list) or not all(isinstance(rule, str) and rule.strip() for rule in rules):
        raise AccessError(f'{role} in [roles] is to be a list of texts, such as ["*@city.example.lg.jp"]')
    for rule in rules:
        if "@" not in rule and not _CLAIM.fullmatch(rule):
            raise AccessError(f'{role} in [roles] has "{rule}"; write an e-mail address or "claim = value"')
    return tuple(rules)


def _fits(rule: str, address: str, claims: Mapping[str, object]) -> bool:
    claimed = _CLAIM.fullmatch(rule)
    if claimed is None:
        return bool(address) and fnmatchcase(address, rule.strip().casefold())
    held = claims.get(claimed["claim"])
    values = held if isinstance(held, list | tuple) else [held]
    return claimed["value"] in {str(value) for value in values if value is not None}


def _toml(value: object) -> str:
    """A value as TOML has it: texts, numbers, lists and tables of them."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_text(key)} = {_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """A TOML text: quotes, backslashes and control characters escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'
