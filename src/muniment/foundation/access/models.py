"""Units, people, the roles they hold, handling sets, and audiences."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node

from muniment.foundation.access.types import Role, Tier


class Unit(MP_Node):
    """A part of the organisation. Once used it is closed, never deleted."""

    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    steplen = 6
    node_order_by = ["reference"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class PersonManager(BaseUserManager["Person"]):
    """What sign-in needs to find a person."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this user name, whatever its case."""
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who works here, or did. A leaver stays in the history and cannot sign in."""

    reference = models.CharField(max_length=40, unique=True)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="people")
    clearance = models.CharField(
        max_length=12, choices=[(tier.value, tier.label) for tier in Tier], default=Tier.OFFICIAL
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, left_at=None)
                | Q(is_active=False, left_at__isnull=False),
                name="person_active_or_left",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonName(models.Model):
    """A name the person has had, and from when: history shows the name of the time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    from_at = models.DateTimeField()


class RoleHeld(models.Model):
    """A role, in a scope, between two dates. Ended, never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=40, choices=[(role.value, role.label) for role in Role])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    file_class = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    given_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None) | Q(file_class=""), name="role_has_one_scope"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_it_starts",
            ),
        ]


class Substitute(models.Model):
    """Somebody who signs for a person who is absent, in one of that person's roles, between two
    dates. Ended, never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="substitutes")
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for")
    role = models.CharField(max_length=40, choices=[(role.value, role.label) for role in Role])
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=500)
    named_by = models.CharField(max_length=40)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="substitute_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(person=models.F("substitute")), name="substitute_is_another"
            ),
        ]


class Token(models.Model):
    """A secret with which a program acts for a person. Only its SHA-256 is kept; ended, never
    deleted."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="token_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class HandlingSet(models.Model):
    """A named group of people for material that only they may handle."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True)


class HandlingMember(models.Model):
    """A person in a handling set, between two dates."""

    handling_set = models.ForeignKey(HandlingSet, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handling")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)


class Audience(models.Model):
    """Who may see what is filed in one class under one narrowing.

    Millions of records share a few hundred audiences. The first columns say which audience it is
    and never change; the rest is what it comes to, and is worked out again, in the transaction
    that changes the class, so that a narrower class is narrower at once.
    """

    key = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=40)
    narrowing = models.JSONField()
    classes = models.JSONField()
    units = models.JSONField()
    open_to = models.JSONField()
    tier = models.CharField(max_length=12)
    sensitive = models.BooleanField()
    handling = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["scope"], name="audience_scope")]


class AudienceRevision(models.Model):
    """One row, with another number after every change to the audiences: what a remembered answer
    is checked by."""

    number = models.BigIntegerField(default=0)
