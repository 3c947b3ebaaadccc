"""Pages of HTML that need nothing else: no script, and a style that is let through."""

import base64
import hashlib


def document(title: str, body: str, style: str) -> str:
    """Write a page; title and body are HTML already."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{style}</style><main>{body}</main></html>"
    )


def policy(style: str) -> str:
    """Give the content security policy that lets this style through, and no more."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"
