"""A small OpenID Connect provider for tests, as a process: ``python -m tests.oidc_provider PORT``.

Its page of signing in is a list of made-up people; whom the browser clicks is who signs in.
"""

import base64
import json
import secrets
import sys
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "senrei-test", "not a secret"
PEOPLE: dict[str, dict[str, object]] = {
    "reader": {"email": "sato@city.example.lg.jp", "name": "佐藤"},
    "editor": {"email": "suzuki@city.example.lg.jp", "name": "鈴木花子"},
    "closed": {"email": "tanaka@city.example.lg.jp", "name": "田中", "groups": ["shingikai"]},
    "stranger": {"email": "nobody@example.com", "name": "名無し"},
}
_KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
# What was asked for with each code that was given out.
_ASKED: dict[str, tuple[str, str]] = {}


class _Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        match address.path:
            case "/.well-known/openid-configuration":
                self._send_json(self._metadata())
            case "/jwks":
                self._send_json({"keys": [_KEY.as_dict(private=False)]})
            case "/authorize" if "person" in query:
                code = secrets.token_hex(8)
                _ASKED[code] = query["person"], query.get("nonce", "")
                self.send_response(302)
                answer = urlencode({"code": code, "state": query["state"]})
                self.send_header("Location", f"{query['redirect_uri']}?{answer}")
                self.end_headers()
            case "/authorize":
                links = (
                    f'<a href="/authorize?{escape(urlencode({**query, "person": p}))}">{p}</a>'
                    for p in PEOPLE
                )
                self._send("text/html", f"<title>provider</title>{' '.join(links)}")
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        given = self.headers.get("Authorization", "")
        asked = _ASKED.pop(form.get("code", [""])[0], None)
        if asked is None or (given != f"Basic {expected}" and form.get("client_secret") != [CLIENT_SECRET]):
            self.send_error(400)
            return
        person, nonce = asked
        now = int(time.time())
        claims = {
            "iss": self._address(),
            "sub": person,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
            "nonce": nonce,
            "email_verified": True,
            **PEOPLE[person],
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, _KEY)
        answer = {"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": token}
        self._send_json(answer)

    def _address(self) -> str:
        return f"http://{self.headers['Host']}"

    def _metadata(self) -> dict[str, object]:
        address = self._address()
        return {
            "issuer": address,
            "authorization_endpoint": f"{address}/authorize",
            "token_endpoint": f"{address}/token",
            "jwks_uri": f"{address}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _send_json(self, value: object) -> None:
        self._send("application/json", json.dumps(value))

    def _send(self, media_type: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Provider).serve_forever()
