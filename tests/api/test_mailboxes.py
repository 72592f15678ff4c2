"""Mailboxes and mail accounts over the API: what is set can be read again, but for secrets."""

from __future__ import annotations

from tuki.channels.email.models import MailAccount, Mailbox

SECRETS = ("s3cret", "r3fresh", "pw-1")


def test_an_account_and_the_mailboxes_that_use_it(cast, api):
    given = {"name": "Office", "provider": "google", "client_id": "c", "client_secret": "s3cret"}
    made = api.vera.post("/mail-accounts", given)
    assert made.status_code == 201 and made.data["is_granted"] is False
    account = made.data["id"]
    changed = api.vera.patch(f"/mail-accounts/{account}", {"refresh_token": "r3fresh"})
    assert changed.data["is_granted"] is True and changed.data["name"] == "Office"
    assert MailAccount.objects.get().sealed_client_secret  # what is not named stays
    body = {"department": cast.support.id, "imap": "imaps://box@imap.test/INBOX", "account": account}
    box = api.vera.post("/mailboxes", body).data
    assert (box["account"], box["imap"], box["is_active"]) == (account, "imaps://box@imap.test/INBOX", True)
    assert api.vera.delete(f"/mail-accounts/{account}").data["code"] == "mail_account_in_use"
    changed = api.vera.patch(
        f"/mailboxes/{box['id']}", {"imap": "imaps://box:pw-1@imap.test/INBOX", "is_active": False}
    )
    assert (changed.data["account"], changed.data["is_active"]) == (None, False)
    assert api.vera.patch(f"/mailboxes/{box['id']}", {"after": "move:Done"}).data["after"] == "move:Done"
    assert Mailbox.objects.get().sealed_password
    texts = api.vera.get("/mailboxes").content + api.vera.get("/mail-accounts").content + made.content
    assert not any(secret.encode() in texts for secret in SECRETS)
    assert api.vera.delete(f"/mail-accounts/{account}").status_code == 204


def test_nonsense(cast, api):
    body = {"department": cast.support.id, "imap": "imaps://box@imap.test/INBOX"}
    assert api.vera.post("/mailboxes", body).data["code"] == "mailbox_password_needed"
    assert api.vera.post("/mailboxes", body | {"account": 99}).data["field"] == "account"
    other = {"name": "O", "provider": "other", "client_id": "c", "token_url": "http://169.254.169.254/"}
    assert api.vera.post("/mail-accounts", other).data["field"] in ("authorize_url", "token_url")
