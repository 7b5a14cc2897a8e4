"""Every page: its address, its view, and who may reach it."""

from allauth.account import views as sign_in
from django.urls import URLPattern

from muniment.web.pages import FORM, PUBLIC, SIGNED_IN, page
from muniment.web.views import account, home

urlpatterns: list[URLPattern] = [
    page("", home.home, name="home", needs=SIGNED_IN),
    page("sign-in/", sign_in.login, name="account_login", needs=PUBLIC, methods=FORM),
    page("sign-out/", sign_in.logout, name="account_logout", needs=PUBLIC, methods=FORM),
    page("account/", account.account, name="account", needs=SIGNED_IN, methods=FORM),
]
