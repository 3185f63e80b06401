"""A log-in provider of one person, on the loopback interface: what OpenID Connect needs and no more."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT = "bukti-setor"


class Provider(ThreadingHTTPServer):
    """Lets everybody in as the person with these `claims`."""

    def __init__(self, claims: Mapping[str, str]) -> None:
        from joserfc.jwk import RSAKey

        super().__init__(("127.0.0.1", 0), _Answers)
        self.claims = dict(claims)
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.nonces: dict[str, str] = {}

    def id_token(self, code: str) -> str:
        from joserfc import jwt

        now = int(time.time())
        facts = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": self.nonces.pop(code)}
        return jwt.encode({"alg": "RS256", "kid": "1"}, {**facts, **self.claims}, self.key)


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
            facts = {name: f"{self.server.url}/{path}" for name, path in places.items()}
            self._say({"issuer": self.server.url, "id_token_signing_alg_values_supported": ["RS256"], **facts})
        elif address.path == "/jwks":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif address.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            code = f"code-{len(self.server.nonces)}"
            self.server.nonces[code] = asked["nonce"]
            self.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        code = parse_qs(body)["code"][0]
        self._say({"access_token": "a", "token_type": "Bearer", "id_token": self.server.id_token(code)})

    def _say(self, what: Mapping[str, object]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def provider(**claims: str) -> Iterator[Provider]:
    with Provider(claims) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
