"""Certificates of every bad kind, made afresh by an authority that only the tests trust."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# A root must say so since Python 3.13 checks strictly (RFC 5280, 4.2.1.3).
_SIGNS = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder: Path, name: str = "trusted") -> None:
        self._folder = folder
        self._name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = _named(f"{name} authority")
        self.roots = folder / f"{name}.pem"
        self._certificate = (
            self._builder(self._subject, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .add_extension(_SIGNS, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.roots.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def context(
        self, host: str, *, expired: bool = False, self_signed: bool = False, aliases: int = 0
    ) -> ssl.SSLContext:
        """A server's context with a certificate for a host.

        Args:
            host: the name in it.
            expired: it ended yesterday.
            self_signed: nobody vouches for it.
            aliases: how many more names are in it.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(name) for name in (host, *(f"alias{n}.{host}" for n in range(aliases)))]
        issuer, vouching = (_named(host), key) if self_signed else (self._subject, self._key)
        certificate = (
            self._builder(issuer, key, subject=_named(host), days=-1 if expired else 5)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(vouching.public_key()), critical=False)
            .sign(vouching, hashes.SHA256())
        )
        path = self._folder / f"{self._name}-{host}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _builder(
        self,
        issuer: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        subject: x509.Name | None = None,
        days: int = 5,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject or issuer)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(now + timedelta(days=days))
        )


def by_name(contexts: dict[str, ssl.SSLContext]) -> ssl.SSLContext:
    """One context that shows each visitor the certificate of the name they ask for (RFC 6066, server_name)."""
    front = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def choose(sock: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        if name in contexts:
            sock.context = contexts[name]

    front.sni_callback = choose
    return front


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])
