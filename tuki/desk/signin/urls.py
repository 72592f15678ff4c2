"""Addresses of the sign-in and of one's own account."""

from django.urls import path

from tuki.desk.signin import account, doors, factors, forgotten, notifications, proving

urlpatterns = [
    path("", doors.start, name="start"),
    path("login", doors.sign_in, name="sign-in"),
    path("login/code", doors.second_step, name="second-step"),
    path("login/passkey/challenge", doors.passkey_challenge, name="passkey-challenge"),
    path("login/passkey", doors.passkey_answer, name="passkey-answer"),
    path("login/link", doors.link_by_mail, name="link-by-mail"),
    path("link/<str:token>", doors.link, name="link"),
    path("logout", doors.sign_out, name="sign-out"),
    path("language", doors.language, name="language"),
    path("password", forgotten.ask, name="forgotten"),
    path("password/<str:token>", forgotten.choose, name="choose-password"),
    path("account", account.account, name="account"),
    path("account/proof", proving.proof, name="proof"),
    path("account/proof/passkey/challenge", proving.passkey_challenge, name="proof-passkey-challenge"),
    path("account/proof/passkey", proving.passkey_answer, name="proof-passkey"),
    path("account/password", account.password, name="account-password"),
    path("account/sessions/<int:session_id>/end", account.session_end, name="session-end"),
    path("account/sessions/end-others", account.other_sessions_end, name="other-sessions-end"),
    path("account/notifications", notifications.notifications, name="account-notifications"),
    path("account/tokens", account.tokens, name="account-tokens"),
    path("account/tokens/<int:token_id>/revocation", account.token_revocation, name="token-revocation"),
    path("account/second-step/begin", factors.second_step_begin, name="second-step-begin"),
    path("account/second-step", factors.second_step_setup, name="second-step-setup"),
    path("account/second-step/off", factors.second_step_off, name="second-step-off"),
    path("account/recovery-codes", factors.recovery_codes, name="recovery-codes"),
    path("account/passkeys/challenge", factors.new_passkey_challenge, name="new-passkey-challenge"),
    path("account/passkeys", factors.new_passkey, name="new-passkey"),
    path("account/passkeys/<int:passkey_id>/removal", factors.passkey_removal, name="passkey-removal"),
]
