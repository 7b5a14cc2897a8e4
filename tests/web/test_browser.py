"""The pages in a real browser: accessible, at any width, by keyboard, with and without scripts."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from tests.holdings.inbox.lying_there import lying, mailbox_of

from muniment.holdings.inbox import actions as inbox
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.web import build

from . import town
from .addresses import walk
from .conftest import PASSWORD

CHROMIUM = Path(os.environ.get("MUNIMENT_CHROMIUM", "/usr/bin/chromium"))
AXE = build.MODULES / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = "MUNIMENT_FAULT_N" in os.environ
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.seldom,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def browser(standing, django_db_blocker):
    from playwright.sync_api import sync_playwright

    # Within Playwright's loop Django has another connection: what stands goes before it begins.
    with django_db_blocker.unblock():
        standing.stand(None)
    # Playwright's loop runs in this thread, where Django would refuse to touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    build.build()
    arguments = [
        "--disable-dev-shm-usage",
        "--disable-gpu",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(browser, live_server):
    """Open a page of its own for each visitor; whatever its console complains of is kept."""
    contexts = []

    def new(username=None, **options):
        context = browser.new_context(
            viewport=DESK, base_url=live_server.url, reduced_motion="reduce", **options
        )
        contexts.append(context)
        if options.get("java_script_enabled", True):
            context.add_init_script(path=AXE)  # unlike a script tag, past the page's own policy
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.complaints = []
        page.on("console", lambda message: _note(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if username:
            sign_in(page, username)
        return page

    yield new
    for context in contexts:
        context.close()


def _note(page, message):
    # A page that answers 4xx is reported by the browser as an error of its own.
    if message.type == "error" and "Failed to load resource" not in message.text:
        page.complaints.append(message.text)


def sign_in(page, username):
    page.goto("/sign-in/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Sign out")


def violations(page):
    """What axe finds wrong by WCAG 2.2 AA."""
    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{page.url}: {one['id']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def scrolls_sideways(page):
    """At the width of a desk, which the page has, and at that of a telephone."""
    on_desk = too_wide(page)
    page.set_viewport_size(PHONE)
    on_phone = too_wide(page)
    page.set_viewport_size(DESK)
    return on_desk + on_phone


def too_wide(page):
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    at = page.viewport_size["width"]
    return [f"{page.url}: {wide} pixels too wide at {at}"] if wide > 0 else []


@pytest.mark.once
@pytest.mark.fault
def test_every_page_is_accessible_at_every_width(visit, world):
    """One page in three in every run, all of them in the long form."""
    page = visit()
    page.goto("/sign-in/")
    faults = violations(page) + scrolls_sideways(page)
    sign_in(page, "everything")
    walked = list(walk(world))
    for _, address in walked if LONG else walked[::3]:
        page.goto(address)
        faults += violations(page) + scrolls_sideways(page)
    for address in ("/find/?q=invoice", "/nothing/", f"/records/{world.destroyed}/"):
        page.goto(address)
        faults += violations(page) + scrolls_sideways(page)
    assert faults == []
    assert page.complaints == []


# Forms that nothing needs to be filled in for: an empty one is good, and would be carried out.
NO_ERRORS = {"account_logout", "leave", "close_unit", "close_class", "close_folder", "move_class"}


@pytest.mark.once
@pytest.mark.fault
def test_every_form_is_accessible_in_its_error_state(visit, world):
    """One form in six in every run, all of them in the long form."""
    from .routes import routes

    forms = {
        one.name for _, one in routes() if {"GET", "POST"} <= set(one.callback.methods)
    } - NO_ERRORS
    page = visit("everything")
    faults, shown = [], set()
    walked = [one for one in walk(world) if one[0] in forms - {"account_login"}]
    for _, address in walked if LONG else walked[::6]:
        page.goto(address)
        empty_and_send(page)
        if page.locator(".govuk-error-summary").count():
            shown.add(address)
            faults += violations(page) + scrolls_sideways(page)
            assert page.title().startswith("Error: "), address
    assert faults == []
    assert page.complaints == []
    assert len(shown) > (15 if LONG else 3), shown


SENT = "main form[method=post] button[type=submit]"


def empty_and_send(page):
    if not page.locator(SENT).count():
        return  # there is nothing to decide there today, and so no form
    boxes = "main form[method=post] :is(input[type=text], textarea)"
    page.eval_on_selector_all(boxes, "boxes => boxes.forEach(box => { box.value = ''; })")
    page.locator(SENT).last.click()
    page.wait_for_load_state()


def test_the_checks_would_notice(visit, people):
    page = visit()
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').append('x'.repeat(900))")
    assert violations(page)
    assert scrolls_sideways(page)


def test_inline_script_is_refused_by_the_policy(visit, people):
    page = visit()
    page.goto("/sign-in/")
    page.evaluate(
        "() => { const s = document.createElement('script');"
        " s.textContent = 'window.ran = 1'; document.body.append(s); }"
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in page.complaints)


def test_sign_in_works_by_keyboard_alone(visit, people):
    page = visit()
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "login"
    page.keyboard.type("staff")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Sign out")
    assert "Staff Person" in page.text_content("header")


def test_the_main_job_is_done_without_scripts(visit, world, tmp_path):
    """From adding files to two approvals, in a browser with JavaScript switched off."""
    file = tmp_path / "Minutes – Tŷ.txt"
    file.write_text("The council met about lamps.")
    page = visit("dro", java_script_enabled=False)
    page.goto(reverse("upload", args=[world.folder]))
    page.set_input_files("input[type=file]", str(file))
    page.click("main button[type=submit]")
    assert "1 file filed" in page.text_content("h1")
    page.click("main table a")
    assert "Minutes – Tŷ" in page.text_content("h1")
    page.goto(reverse("approve", args=[world.review]))
    page.click("main button[type=submit]")
    assert "You have approved the review." in page.text_content("main")
    owner = visit("owner", java_script_enabled=False)
    owner.click("text=Reviews that await your decision")
    owner.click("main table a")
    owner.click("text=Approve")
    owner.click("main button[type=submit]")
    assert "Approved" in owner.text_content("main")
    manager = visit("manager", java_script_enabled=False)
    manager.goto(reverse("review", args=[world.review]))
    manager.click("text=Carry it out")
    manager.click("main button[type=submit]")
    town.carry_out(world.review)
    manager.goto(reverse("review", args=[world.review]))
    manager.click("text=/DC-\\d+/")
    assert "Certificate of destruction" in manager.text_content("main")


def test_a_person_keeps_their_entry_and_is_found_by_it_without_scripts(visit, world):
    page = visit("owner", java_script_enabled=False)
    page.click("nav >> text=People")
    page.click("text=Your entry")
    page.click("text=Change your entry")
    page.fill("[name=about]", "Lanterns of the harbour")
    page.fill("[name=stand_in]", "staff")
    page.click("main button[type=submit]")
    page.click("text=All of this is right")
    assert "Your entry is confirmed" in page.text_content("main")
    other = visit("manager", java_script_enabled=False)
    other.goto(reverse("directory"))
    other.fill("[name=q]", "harb lant")
    other.click("main form button[type=submit]")
    other.click("main table a")
    assert "Owner Person" in other.text_content("h1")
    assert "Lanterns of the harbour" in other.text_content("main")


def test_a_file_plan_is_looked_at_and_brought_in_without_scripts(visit, world, tmp_path):
    good, bad = tmp_path / "plan.csv", tmp_path / "bad.csv"
    good.write_text("reference,parent,title,scope_note\nLEI,,Leisure,\nNEW,,New,Long\u2013words\n")
    bad.write_text("reference,parent,title\nLEI,NONE,\n")
    page = visit("manager", java_script_enabled=False)
    page.goto(reverse("fileplan"))
    page.click("text=Import a file plan")
    page.set_input_files("input[type=file]", str(bad))
    page.click("main button[type=submit]")
    assert page.locator(".govuk-error-summary li").count() == 3
    page.set_input_files("input[type=file]", str(good))
    page.click("main button[type=submit]")
    assert page.text_content("h1") == "1 class to open, 1 class to change"
    page.click("text=Do this")
    assert "1 class opened, 1 changed." in page.text_content("main")


def test_the_look_at_a_file_is_accessible_at_every_width(visit, world, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text(f"reference,title,scope_note\nNEW,{'New' * 60},{'x' * 200}\nBAD,Bad,\n")
    page = visit("manager")
    page.goto(reverse("import_fileplan"))
    page.set_input_files("input[type=file]", str(plan))
    page.click("main button[type=submit]")
    page.wait_for_selector("text=Do this")
    assert violations(page) + scrolls_sideways(page) == []
    plan.write_text("reference,title\nBAD,\n")
    page.goto(reverse("import_fileplan"))
    page.set_input_files("input[type=file]", str(plan))
    page.click("main button[type=submit]")
    page.wait_for_selector(".govuk-error-summary")
    assert violations(page) + scrolls_sideways(page) == []
    assert page.complaints == []


def test_a_schedule_in_other_columns_is_accessible_at_every_step(visit, world, tmp_path):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(f"Series,Rule\nLeases,Until superseded\n{'Bids' * 60},{'as needed ' * 30}\n")
    page = visit("manager")
    page.goto(reverse("map_rules"))
    page.set_input_files("input[type=file]", str(theirs))
    page.click("main button[type=submit]")
    page.wait_for_selector("text=Which column is which")
    assert violations(page) + scrolls_sideways(page) == []
    page.click("main button[type=submit]")
    page.wait_for_selector(".govuk-error-summary")
    assert violations(page) + scrolls_sideways(page) == []
    page.select_option("[name=column_title]", "Series")
    page.select_option("[name=column_statement]", "Rule")
    for name in ("all_authority", "all_why"):
        page.fill(f"[name={name}]", "The archive")
    for part, value in (("day", "1"), ("month", "4"), ("year", "2020")):
        page.fill(f"[name=all_valid_from-{part}]", value)
    page.click("main button[type=submit]")
    page.wait_for_selector("text=Bring in what is understood")
    assert violations(page) + scrolls_sideways(page) == []
    page.goto(reverse("change_rule", args=["FIN-01"]))
    page.click("summary")
    page.click("text=See what it would change")
    page.wait_for_selector("#effect")
    assert violations(page) + scrolls_sideways(page) == []
    assert page.complaints == []


def test_titles_that_were_counted_are_accessible_at_every_width(visit, world):
    asked = Asked(Check.BANNED, Severity.REASON, words=("lamps", "invoice"))
    naming.set_convention(town.actor("manager"), "", asked, now=town.clock.now())
    naming.recheck("")
    naming.count_titles(now=town.clock.now())
    page = visit("manager")
    for name, rows in {"titles": ".mun-chart tr", "titles_to_mend": ".mun-mend"}.items():
        page.goto(reverse(name))
        assert page.locator(rows).count() > 1, name
        assert violations(page) + scrolls_sideways(page) == []


def test_what_is_ones_own_alone_is_accessible_at_every_width(visit, world):
    page, own = visit("manager"), {"bulk_edit": world.bulk, "saved_search": world.saved_search}
    for name, reference in own.items():
        assert page.goto(reverse(name, args=[reference])).status == 200, name
        assert violations(page) + scrolls_sideways(page) == []
    assert page.complaints == []


def test_messages_of_a_mailbox_are_accessible_at_every_width(visit, world):
    manager, now = town.actor("manager"), town.clock.now()
    own = mailbox_of(manager, manager, "GOV", now=now)
    lying(own, "Contract for the lamps of the hall signed", 1, importance="high")
    lying(own, "Weekly news", 2, kind="newsletter")
    lying(own, "Lunch", 3, problem="It must be kept for now.")
    policy = {"after_days": 30, "warn_days": 7, "now": now}
    inbox.set_old_mail_policy(manager, own.reference, **policy)
    assert inbox.warn(now=now) == 1
    page = visit("manager")
    for which, rows in {"save": 1, "go": 1, "rest": 1, "warned": 3}.items():
        page.goto(f"{reverse('own_mailbox')}?which={which}")
        assert page.locator(".mun-mend").count() == rows, which
        assert violations(page) + scrolls_sideways(page) == []
    page.click("button[value=save]")
    assert page.locator(".govuk-error-summary").count() == 1
    assert violations(page) + scrolls_sideways(page) == []
    page.goto(reverse("source", args=[own.reference]))
    assert violations(page) + scrolls_sideways(page) == []


def test_files_are_dropped_and_sent_with_scripts(visit, world, tmp_path):
    file = tmp_path / "lamps.txt"
    file.write_text("Lamps " * 1000)
    page = visit("dro")
    page.goto(reverse("upload", args=[world.folder]))
    page.set_input_files("input[type=file]", str(file))
    assert "lamps.txt is ready." in page.text_content("[data-upload-words]")
    page.click("main button[type=submit]")
    page.wait_for_url("**/added/**")
    assert "1 file filed" in page.text_content("h1")
    assert page.complaints == []


def test_a_destruction_shows_how_far_it_has_got(visit, world):
    from muniment.lifecycle.disposal import actions as disposal

    disposal.approve(town.actor("dro"), world.review, now=town.clock.now())
    disposal.approve(town.actor("owner"), world.review, now=town.clock.now())
    page = visit("manager")
    page.goto(reverse("execute", args=[world.review]))
    page.click("main button[type=submit]")
    page.wait_for_selector("progress")
    assert violations(page) == []
    town.carry_out(world.review)
    page.wait_for_selector("text=It is over.")
    assert page.complaints == []
