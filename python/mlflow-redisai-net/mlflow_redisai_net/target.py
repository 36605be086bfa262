"""Where a target URI leads to: `redisai:/host:port`, and its other forms that `target_help` lists."""

import base64
import os
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .errors import invalid

DEFAULT_ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8080
DEFAULT_PREFIX = "/deployments"

URL_VARIABLE = "REDISAI_DEPLOYMENTS_URL"
USERNAME_VARIABLE = "REDISAI_DEPLOYMENTS_USERNAME"
PASSWORD_VARIABLE = "REDISAI_DEPLOYMENTS_PASSWORD"
TOKEN_VARIABLE = "REDISAI_DEPLOYMENTS_TOKEN"

_FORMS = (
    "A target is redisai:/host:port, redisai:/user:password@host:port, redisai:/https://host/prefix or redisai, with "
    "characters such as / @ # in user and password percent-encoded; `mlflow deployments help -t redisai` tells more."
)


@dataclass(frozen=True)
class Target:
    """One MapDeployments endpoint, and how to authenticate there."""

    secure: bool
    host: str
    port: int
    prefix: str
    authorization: "str | None" = field(repr=False)

    def __str__(self):
        """The address as messages show it: without the password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{self.prefix}"


def parse_target(target_uri, environment=os.environ):
    """
    Reads a target URI. What it leaves open comes from the environment: an address where it has none (`redisai`),
    user and password or a token where it has no user.
    """
    address = re.sub(r"^redisai(:/*|$)", "", target_uri.strip(), flags=re.IGNORECASE)
    if not address:
        # Without a slash, redisai:8080 is here a host of that name.
        address = re.sub(r"^redisai:/+", "", environment.get(URL_VARIABLE, "").strip(), flags=re.IGNORECASE)
    address = address or DEFAULT_ADDRESS

    # A message never shows the address: it may hold a password.
    scheme, rest = re.fullmatch(r"(?:(https?):/+)?(.*)", address, re.IGNORECASE | re.DOTALL).groups()
    try:
        parts = urlsplit("//" + rest)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise invalid(f"The address of the target cannot be read. {_FORMS}") from None
    if not host or not re.fullmatch(r"(?![0-9]+$)[A-Za-z0-9._:%-]+", host):
        raise invalid(f"The target names no host, or one with characters that no host has. {_FORMS}")
    if parts.fragment:
        raise invalid(f"The target has a part behind '#'; write %23 where user or password hold that character. {_FORMS}")

    secure = _secure(scheme, parts.query)
    return Target(
        secure=secure,
        host=host,
        port=port or _default_port(scheme),
        prefix=quote(parts.path.rstrip("/"), safe="/%") or DEFAULT_PREFIX,
        authorization=_authorization(parts.username, parts.password, environment),
    )


def _default_port(scheme):
    return {"http": 80, "https": 443}.get((scheme or "").lower(), DEFAULT_PORT)


def _secure(scheme, query):
    secure = (scheme or "").lower() == "https"
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key != "tls" or value.lower() not in ("true", "false"):
            raise invalid(f"The target has the option '{key}={value}'; the only one there is is tls=true or tls=false.")
        if value.lower() == "false" and secure:
            raise invalid("The target says https and tls=false; leave out one of them.")
        secure = value.lower() == "true"
    return secure


def _authorization(username, password, environment):
    """The value of the Authorization header. The target's own user wins, then a user of the environment, then its token."""
    if username is None:
        username, password = environment.get(USERNAME_VARIABLE), environment.get(PASSWORD_VARIABLE)
    else:
        username, password = unquote(username), unquote(password or "")
    if username or password:
        # A password alone belongs to the user that Redis calls default.
        pair = f"{username or 'default'}:{password or ''}"
        return "Basic " + base64.b64encode(pair.encode("utf-8")).decode("ascii")

    token = environment.get(TOKEN_VARIABLE, "").strip()
    if not token:
        return None
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise invalid(f"The token in {TOKEN_VARIABLE} has spaces or characters that are not ASCII; a token has none.")
    return "Bearer " + token
