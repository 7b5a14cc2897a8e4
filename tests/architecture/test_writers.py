"""No change without a verb (promise 21): whatever writes a table is a verb, is called by verbs
alone, or stands here with the reason why it need not be."""

from importlib import import_module
from pathlib import Path

import pytest
from tests.architecture.writers import is_actions, read, understand, unguarded, written_elsewhere

from muniment.foundation.audit.actions import registered_verbs

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2] / "src" / "muniment"
ALLOWED = {
    # The noting of work. What the work itself changes is recorded by what it calls.
    "foundation/jobs/actions/queueing.py:enqueue": "queues work in the transaction that wants it",
    "foundation/jobs/actions/running.py:run_next": "notes how far work has got",
    "foundation/jobs/actions/running.py:sweep": "puts back what a dead worker left",
    "foundation/jobs/actions/running.py:tidy": "forgets finished work and old answers",
    "foundation/jobs/actions/schedules.py:ensure_schedule": "set-up of the standing work",
    "foundation/jobs/actions/schedules.py:run_due_schedules": "queues what has come round",
    "foundation/jobs/actions/once.py:once": "notes a request in the transaction of its verb",
    "foundation/access/actions/tokens.py:note_token_used": "to the minute; decides nothing",
    "holdings/metadata/actions/counting.py:counted": "how often a form is refused; decides nothing",
    "holdings/metadata/actions/counting.py:refusals_counted": "as the one before",
    "holdings/metadata/actions/importing.py:reasons_against_fields": "undone before it answers",
    "holdings/metadata/actions/importing.py:reasons_against_terms": "undone before it answers",
    "foundation/notices/actions.py:tell": "records its own event",
    "foundation/notices/actions.py:mail": "notes that an e-mail went out; decides nothing",
    "foundation/content/actions/migrating.py:migrate_store": "an event as it begins and as it ends",
    "foundation/content/actions/mending.py:mend": "an event for each file, repaired or not",
    "foundation/content/actions/quarantine.py:scan_again": "an event of the run and for each file",
    "foundation/content/actions/scanning.py:let_through": "an event for each file that is kept in",
    "foundation/content/actions/sealing.py:turn_keys": "the same keys, wrapped under a new one",
    # The log itself.
    "foundation/audit/actions/checkpoints.py:checkpoint": "signs the log as it stands",
    "foundation/audit/actions/erasure.py:erase_disclosures": "records its own event",
    # What is derived, and can be derived again from what the verbs left.
    "holdings/capture/actions/previewing.py:make_preview": "a picture of what is there",
    "holdings/capture/actions/recognising.py:recognise": "text of what is there",
    "holdings/search/actions/writing.py:write": "the words of what is there",
    "holdings/advice/actions/learning.py:learn": "numbers, from records that verbs filed",
    "holdings/advice/actions/sorting.py:sort": "an event for each record that is filed",
    "holdings/search/actions/noting.py:note": "what people look for is not for the audit log",
    "holdings/search/actions/noting.py:note_opened": "as above: how soon it was of use",
    "holdings/search/actions/noting.py:forget": "the log of searches, after its days",
    "holdings/habits/actions/tips.py:note_shown": "as above: that tips were shown",
    "holdings/library/actions/counting.py:note_shown": "what people read is not for the audit log",
    "holdings/library/actions/counting.py:open_resource": "as above: counted by month and unit",
    "holdings/library/actions/indexing.py:reindex": "the words of what is there",
    "holdings/search/actions/compacting.py:tidy": "the same words in fewer pieces",
    "holdings/search/actions/saving.py:tell_followers": "each notice has an event of its own",
    "lifecycle/retention/actions/recalculating.py:recalculate": "dates, from rules that verbs set",
    "holdings/duplicates/actions/signing.py:sign": "signatures of texts, and pairs of them",
    "holdings/duplicates/actions/signing.py:sign_all": "the same, of all records",
    "holdings/naming/actions.py:recheck": "what is found of titles, by rules that verbs set",
    "holdings/naming/actions.py:count_titles": "how many titles were of each state on a day",
    "holdings/duplicates/actions/counting.py:count_duplicates": "how much is there twice",
    "lifecycle/disposal/actions/backlog.py:count_backlog": "how much is overdue on a day",
    "foundation/content/actions/languages.py:tell_languages": "the language of what is there",
    # Jobs that record an event for each record they change, in its transaction.
    "holdings/capture/actions/deriving.py:derive": "text, and attachments with their event",
    "lifecycle/disposal/actions/destroying.py:carry_out": "an event for every step of a record",
    "holdings/records/actions/bulk.py:carry_out_bulk": "an event for each record and for the end",
    "lifecycle/disposal/actions/routine.py:destroy_routine": "an event for each run and each stop",
    "lifecycle/disposal/actions/nightly.py:make_lists": "an event for each list, and of the night",
    "lifecycle/holds/actions/closing.py:lift_ended": "an event for each hold that lifts",
    "lifecycle/disposal/actions/setting_aside.py:erase": "an event for each review that goes on",
    "lifecycle/disposal/actions/replaying.py:destroy_again": "an event for each record",
    "lifecycle/holds/actions/keeping_up.py:keep_up": "an event for every part that is held",
    "lifecycle/disposal/actions/pruning.py:prune": "an event for each stub",
    "lifecycle/disposal/actions/purging.py:purge": "rewrites what is there, and adds nothing",
    "lifecycle/disposal/actions/announcing.py:announce": "an event for every scope that is told",
    # Named in a setting, since the rooms below may not know it.
    "holdings/naming/actions.py:class_changed": "called by the verbs that change a class",
    "people/directory/actions/keeping.py:person_changed": "called by the verbs on accounts",
    "governance/assets/actions/leaving.py:person_left": "called by the verb on leavers",
    "assurance/indicators/actions.py:measure": "an event for the figures that are for good",
    "governance/risks/actions/leaving.py:person_left": "called by the verb on leavers",
    "governance/risks/actions/leaving.py:open_from": "for other rooms; records its own event",
    "governance/incidents/actions/watching.py:watch": "an event for each clock that is warned of",
    "lifecycle/disposal/actions/excepting.py:pull_out": "called by the verb that places a hold",
    "holdings/mailboxes/actions/looking.py:look_at_due": "queues what has come round",
    "holdings/mailboxes/actions/looking.py:look": "how far a look got; taking records its events",
    "holdings/inbox/actions/looking.py:look": "how far a look got; saving and removing have events",
    "people/directory/actions/reminding.py:remind": "each notice has an event of its own",
    "people/directory/actions/reminding.py:count_entries": "how complete entries are in a month",
    "holdings/inbox/actions/old_mail.py:warn": "an event for each warning",
    # A body of its own, filled past the verbs so that there is something to measure.
    "bench/__main__.py:<module>": "makes bodies that nobody keeps",
}


@pytest.fixture(scope="module")
def files():
    return read(ROOT)


def test_whatever_writes_is_a_verb_or_is_called_by_verbs_alone(files):
    ways, met = unguarded(understand(files), ALLOWED)
    assert ways == {}
    assert sorted(set(ALLOWED) - met) == [], "allowed, but nothing needs it any more"


def test_nothing_but_actions_writes_a_table(files):
    found = [one for one in written_elsewhere(files) if not one.startswith("bench/")]
    assert found == []


def test_the_reader_sees_every_verb_that_the_registry_has(files):
    for path in filter(is_actions, files):
        import_module("muniment." + path.removesuffix(".py").replace("/", "."))
    ours = {name: one for name, one in registered_verbs().items() if ".actions" in one.name}
    kept = [one for one in ours.values() if one.name.startswith("muniment.")]
    source = understand(files)
    assert len(source.verbs) == len(kept) > 50
    assert len(source.writers) > 90


SNEAKED = {
    "a verb that is none any more": (
        "holdings/records/actions/folders.py",
        '@verb("records:folder:close")\n',
        "",
    ),
    "a door that calls a step of a verb": (
        "api/views/records.py",
        "\nrouter = Router(",
        "\n\ndef sneak(row):\n    actions.finish_destruction(row, at=None)\n\n\nrouter = Router(",
    ),
    "a job that deletes": (
        "holdings/records/actions/ending.py",
        "\ndef certify(",
        "\ndef sneak(pk):\n    Record.objects.filter(pk=pk).delete()\n\n\ndef certify(",
    ),
    "a statement of SQL": (
        "holdings/records/actions/ending.py",
        "\ndef certify(",
        '\ndef sneak(cursor):\n    cursor.execute("DELETE FROM records_record")\n\n\ndef certify(',
    ),
    "a step that is handed on unseen": (
        "lifecycle/retention/tasks.py",
        '\n@kind("retention.recalculate")',
        "\n\ndef sneak(rows):\n    return map(actions.delete_rule_rows, rows)\n\n"
        '\n@kind("retention.recalculate")',
    ),
}


@pytest.mark.parametrize("name", SNEAKED)
def test_a_way_past_the_verbs_is_noticed(files, name):
    path, before, after = SNEAKED[name]
    assert before in files[path]
    changed = {**files, path: files[path].replace(before, after, 1)}
    if "delete_rule_rows" in after:
        room = "lifecycle/retention/actions/ruling.py"
        changed[room] += "\n\ndef delete_rule_rows(row):\n    row.delete()\n"
    ways, _ = unguarded(understand(changed), ALLOWED)
    assert [
        place for place in ways if place.endswith((":sneak", ":_close", "close_folder"))
    ] or ways


def test_a_query_that_writes_is_noticed():
    said = "def seen(pk):\n    Record.objects.filter(pk=pk).update(seen=True)\n"
    assert written_elsewhere({"holdings/records/queries.py": said})
    assert not written_elsewhere({"holdings/records/actions/x.py": said})
