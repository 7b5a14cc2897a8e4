"""Mail, sources, notices and jobs."""

from tests.api.morning import work_off
from tests.api.steps import WHY, Step, step

USE = {"channel": "WhatsApp", "participants": "Ann", "first_day": "2026-01-05", "why": "Haste"}

RUNNING = [
    step("PUT", "/other-channels/days", "manager", {"days": 10}),
    *(
        step(
            "POST",
            "/other-channels",
            "officer",
            {**USE, "what": f"Roof {number}"},
            status=201,
            keep={f"use_{number}": "reference"},
        )
        for number in (1, 2)
    ),
    step(
        "POST",
        "/other-channels/{reference}/transfer",
        "officer",
        {"records": ["{r_open}"]},
        to="{use_1}",
    ),
    step(
        "POST",
        "/other-channels/{reference}/explain",
        "officer",
        {"explanation": "It was private."},
        to="{use_2}",
    ),
    step(
        "POST",
        "/other-channels/noted",
        "officer",
        {**USE, "what": "Roof", "records": ["{r_open}"]},
        status=201,
    ),
    step(
        "POST",
        "/folders/{reference}/conversations",
        "officer",
        {**USE, "what": "Roof", "said": "Is the roof done?"},
        to="{open}",
        status=201,
    ),
    step("POST", "/mail/to-check/{reference}", "manager", {"note": "Fine"}, to="{malformed}"),
    step("POST", "/mail/important/{reference}", "manager", {"folder": "{open}"}, to="{important}"),
    step(
        "POST",
        "/suggestions/rules",
        "manager",
        {"in_tray": "TRAY", "file_class": "FIN", "sure": 90, "runner_up": 10, **WHY},
        status=201,
        keep={"sorting_rule": "reference"},
    ),
    step("POST", "/suggestions/rules/{reference}/end", "manager", WHY, to="{sorting_rule}"),
    step(
        "POST",
        "/records/{reference}/filed-by-rule",
        "manager",
        {"decision": "put_back", **WHY},
        to="{by_rule}",
    ),
    step("PUT", "/mail/rules", "manager", {"kind": "newsletter", "choice": "leave"}),
    step(
        "POST",
        "/mailboxes/figures",
        "manager",
        {"on": "2026-01-31", "mailboxes": [{"account": "a@b.example", "size": "9 GB"}]},
        status=201,
    ),
    step("POST", "/sources/{reference}/look", "manager", to="{source}", then=work_off),
    step(
        "POST",
        "/sources",
        "manager",
        {"kind": "imap", "name": "Post", "into": "FIN", "host": "imap.example.org", "user": "post"}
        | {"password": "not-a-real-one"},
        status=201,
        keep={"made_source": "reference"},
    ),
    step(
        "PUT",
        "/sources/{reference}",
        "manager",
        {"kind": "imap", "name": "Post", "into": "FIN", "host": "imap.example.org", "user": "post"}
        | {"every": 30},
        to="{made_source}",
    ),
    step("POST", "/sources/{reference}/pause", "manager", to="{source}"),
    step("POST", "/sources/{reference}/go-on", "manager", to="{source}"),
    step("POST", "/sources/{reference}/retire", "manager", to="{made_source}"),
    Step(
        "POST",
        "/captures/brought?way=chat&into={open}&name=roof.txt",
        "officer",
        operation="/captures/brought",
        content=b"[04/03/2024, 10:15:02] Ann: Is the roof done?",
    ),
    step("PUT", "/notices/mail", "staff", {"how": "daily"}),
    step("POST", "/notices/seen", "staff", {"upto": "{notice}"}),
    step("POST", "/jobs/{int:number}/retry", "admin", to="{failed}"),
    step("POST", "/jobs/{int:number}/cancel", "admin", to="{waiting}"),
    step("DELETE", "/me/tokens/{reference}", "dro", to="{spare}", status=204),
    step(
        "POST",
        "/mailboxes/own/save",
        "officer",
        {"messages": [{"number": "{mail_1}", "into": "{open}"}]},
    ),
    step("POST", "/mailboxes/own/let-go", "officer", {"numbers": ["{mail_2}"]}),
    step("POST", "/mailboxes/own/leave", "officer", {"numbers": ["{mail_3}"]}),
    step(
        "PUT",
        "/sources/{reference}/old-mail",
        "manager",
        {"after_days": 90, "warn_days": 14},
        to="{mailbox}",
    ),
]
