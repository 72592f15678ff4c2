"""Sign-in: how a person proves who they are, and what remembers it.

For: sessions of browsers, passwords, second steps, passkeys, one-time links, tokens of programs.
Words: session, token, scope, second step, recovery code, passkey, one-time link, known device.
Never: shows a page (the room desk does); keeps a secret that it need not read again (only digests).
"""
