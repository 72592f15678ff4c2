"""Accounts at mail providers: which there are, the consent of their owners, and the tokens that sign in.

OAuth 2.0 (RFC 6749) with PKCE (RFC 7636); the token is shown to IMAP and SMTP by OAUTHBEARER (RFC 7628) or XOAUTH2.
"""
