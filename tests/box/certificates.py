"""Certificates, good and bad, made when first asked for; the good ones chain to the box's own authority."""

import datetime as dt
import ssl
import tempfile
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KINDS: Final = ("trusted", "unknown-ca", "self-signed", "expired", "wrong-name")


class _Authority:
    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = (
            _draft(self.name, self.name, self.key.public_key(), days=3650)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


class Certificates:
    """Makes server contexts by host name and kind, and keeps them."""

    def __init__(self) -> None:
        self._trusted = _Authority("Box Root")
        self._stranger = _Authority("Unknown Root")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}

    @property
    def authority(self) -> bytes:
        """PEM of the authority that clients inside trust."""
        return self._trusted.pem

    def context(self, host: str, kind: str) -> ssl.SSLContext:
        """A server context for a host; `kind` is one of KINDS."""
        known = self._contexts.get((host, kind))
        if known is None:
            known = self._contexts[host, kind] = self._made(host, kind)
        return known

    def _made(self, host: str, kind: str) -> ssl.SSLContext:
        authority = self._stranger if kind == "unknown-ca" else self._trusted
        named = "another.example" if kind == "wrong-name" else host
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, named[:64])])
        alone = kind == "self-signed"
        names = x509.SubjectAlternativeName([x509.DNSName(named)])
        issuer, key = (subject, self._key) if alone else (authority.name, authority.key)
        authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
        certificate = (
            _draft(subject, issuer, self._key.public_key(), days=-1 if kind == "expired" else 90)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(sign=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(authority_id, critical=False)
            .add_extension(names, critical=False)
            .sign(key, hashes.SHA256())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.num_tickets = 0
        with tempfile.TemporaryDirectory() as folder:
            chain = Path(folder, "chain.pem")
            chain.write_bytes(
                self._key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
                + certificate.public_bytes(serialization.Encoding.PEM)
            )
            context.load_cert_chain(chain)
        return context


def _draft(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign,
        crl_sign=sign,
        encipher_only=False,
        decipher_only=False,
    )
