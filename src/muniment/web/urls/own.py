"""The first page, and what is a person's own."""

from allauth.account import views as sign_in

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, PUBLIC, SIGNED_IN, form, page
from muniment.web.views import account, adding, home, notices, substitutes, tokens

OWN_PAGES = [
    page("", home.home, name="home", needs=SIGNED_IN),
    form("sign-in/", sign_in.login, name="account_login", needs=PUBLIC),
    form("sign-out/", sign_in.logout, name="account_logout", needs=PUBLIC),
    form("account/", account.account, name="account", needs=SIGNED_IN),
    form("account/substitute/", substitutes.name_mine, name="name_my_substitute", needs=SIGNED_IN),
    page(
        "account/substitute/<int:number>/end/",
        substitutes.end_mine,
        name="end_my_substitute",
        needs=SIGNED_IN,
        methods=POST,
    ),
    page("account/tokens/", tokens.tokens, name="tokens", needs=SIGNED_IN),
    form(
        "account/tokens/make/", tokens.make_token, name="make_token", needs=SIGNED_IN, at_once=False
    ),
    form(
        "account/tokens/<str:reference>/revoke/",
        tokens.revoke_token,
        name="revoke_token",
        needs=SIGNED_IN,
    ),
    page("notices/", notices.notices, name="notices", needs=SIGNED_IN),
    page("notices/seen/", notices.see, name="see_notices", needs=SIGNED_IN, methods=POST),
    form("notices/mail/", notices.choose_mail, name="choose_mail", needs=SIGNED_IN),
    form(
        "add/",
        adding.add,
        name="add_anything",
        needs=P.RECORDS_CAPTURE,
        at_once=False,
    ),
    page("manifest.webmanifest", adding.manifest, name="web_manifest", needs=PUBLIC),
    page("accessibility/", account.accessibility, name="accessibility", needs=PUBLIC),
]
