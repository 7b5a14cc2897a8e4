from django.db import migrations

from muniment.foundation.kernel.clock import today
from muniment.foundation.kernel.words import fold, words_of


def give_everybody_an_entry(apps, schema_editor):
    """Accounts made from now on get an entry with the account."""
    person, entry = apps.get_model("access", "Person"), apps.get_model("directory", "Entry")
    word = apps.get_model("directory", "EntryWord")
    here = today()
    rows = person.objects.order_by("pk").values_list("pk", "name")
    entry.objects.bulk_create(
        (entry(person_id=pk, name=fold(name)[:200], since=here) for pk, name in rows),
        batch_size=1000,
        ignore_conflicts=True,
    )
    word.objects.bulk_create(
        (
            word(entry_id=pk, word=one, of_name=True)
            for pk, name in rows
            for one in sorted(set(words_of(name)))
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(give_everybody_an_entry, migrations.RunPython.noop)]
