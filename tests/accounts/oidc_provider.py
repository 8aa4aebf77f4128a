"""Another site to sign in at: a small real OpenID Connect provider on a free port."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "ascent", "between the two sites only"
KEY_ID = "first"


@cache
def key_called(name: str) -> rsa.RSAPrivateKey:
    """One that is made once for all tests: making takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Whoever comes is taken for `person`; what it signs and says can be bent."""

    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "248289", "preferred_username": "noor", "email": "noor@uni.example"}
    )
    key: rsa.RSAPrivateKey = field(default_factory=lambda: key_called("own"))
    signs_with: rsa.RSAPrivateKey | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __enter__(self) -> Provider:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, "")

            def do_POST(self) -> None:
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_said: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, body: str) -> None:
        address = urlsplit(request.path)
        self.asked.append(address.path)
        sent = {name: values[0] for name, values in parse_qs(body or address.query).items()}
        pages = {
            "/.well-known/openid-configuration": self.discovery,
            "/jwks": self.jwks,
            "/token": lambda: self.token(sent),
            "/userinfo": lambda: self.person if request.headers["Authorization"] == "Bearer let-in" else None,
        }
        if address.path == "/authorize":
            request.send_response(302)
            request.send_header("Location", self.authorize(sent))
            request.end_headers()
            return
        told = pages[address.path]()
        request.send_response(200 if told is not None else 400)
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        request.wfile.write(json.dumps(told).encode())

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, sent: dict[str, str]) -> str:
        """Back to the site that asks, with a code, as if somebody had signed in here."""
        assert sent["client_id"] == CLIENT_ID
        assert sent["code_challenge_method"] == "S256"
        if self.refuses:
            return f"{sent['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': sent['state']})}"
        code = secrets.token_urlsafe()
        self.codes[code] = sent
        return f"{sent['redirect_uri']}?{urlencode({'code': code, 'state': sent['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """For a code of ours, once, with the secret and the verifier of who asked for it."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or sent.get("client_secret") != CLIENT_SECRET:
            return None
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return None
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.person["sub"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            **self.claims,
        }
        id_token = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return {"access_token": "let-in", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}
