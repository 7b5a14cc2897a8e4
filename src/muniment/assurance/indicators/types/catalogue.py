"""The indicators that Muniment counts, in the order of their codes, and those that it does not
count yet, with the reason."""

from decimal import Decimal

from muniment.assurance.indicators.types import Better, Every, Indicator, Measure

PERCENT, RATIO, COUNT, MEDIAN = Measure.PERCENT, Measure.RATIO, Measure.COUNT, Measure.MEDIAN
UP, DOWN = Better.UP, Better.DOWN

INDICATORS = (
    Indicator(
        "K01",
        "Active contributors",
        "people who filed at least one record in the period, of the people whose role lets them "
        "file records",
        PERCENT,
        UP,
        target=Decimal(80),
        flow=True,
        of_people=True,
    ),
    Indicator(
        "K02",
        "Records per active contributor",
        "the median of how many records each person filed in the period, of those who filed any",
        MEDIAN,
        Better.NEITHER,
        unit="records",
        flow=True,
        of_people=True,
        core=False,
    ),
    Indicator(
        "K03",
        "Concentration of contributors",
        "records that the two busiest people of each team filed in the period, of all that the "
        "team filed; teams of five people or more",
        PERCENT,
        DOWN,
        target=Decimal(50),
        flow=True,
        of_people=True,
    ),
    Indicator(
        "K04",
        "Share of e-mail",
        "e-mails and messages, of all records filed in the period; beside the median of the units",
        PERCENT,
        Better.COMPARED,
        flow=True,
    ),
    Indicator(
        "K05",
        "Oversized mailboxes",
        "mailboxes over the limit, of all mailboxes in the latest list that was imported",
        PERCENT,
        DOWN,
        target=Decimal(5),
    ),
    Indicator(
        "K06",
        "Titles that follow the rules",
        "records filed in the period whose titles pass all naming rules, of those that were judged",
        PERCENT,
        UP,
        target=Decimal(95),
        flow=True,
    ),
    Indicator(
        "K08",
        "Under retention control",
        "folders and boxes with a retention rule in force, of all that are in use",
        PERCENT,
        UP,
        target=Decimal(99),
    ),
    Indicator(
        "K09",
        "Disposal backlog",
        "records past their date that no review and no hold covers, over the records that fell due "
        "in the last twelve months",
        RATIO,
        DOWN,
        target=Decimal("0.1"),
    ),
    Indicator(
        "K10",
        "Time to decide about disposal",
        "the median of the days from the proposal of a review to its last decision, of the reviews "
        "decided in the period",
        MEDIAN,
        DOWN,
        target=Decimal(20),
        unit="days",
        flow=True,
        whole=True,
    ),
    Indicator(
        "K11",
        "Kept beyond the date of transfer",
        "records whose rule has them transferred, past that date, that nobody has received",
        COUNT,
        DOWN,
        every=Every.QUARTER,
        target=Decimal(0),
        unit="records",
    ),
    Indicator(
        "K12",
        "Register of assets complete",
        "approved entries that say all that approval asks for, of all entries in use",
        PERCENT,
        UP,
        target=Decimal(98),
    ),
    Indicator(
        "K13",
        "Reviews of assets in date",
        "entries whose next review is still to come, of all entries in use",
        PERCENT,
        UP,
        target=Decimal(95),
    ),
    Indicator(
        "K14",
        "Assets without an owner",
        "entries in use for which nobody who works here answers",
        COUNT,
        DOWN,
        target=Decimal(0),
        unit="entries",
        core=False,
    ),
    Indicator(
        "K15",
        "Retention rules in date",
        "rules in force that were looked at within the interval, of all rules in force",
        PERCENT,
        UP,
        every=Every.QUARTER,
        target=Decimal(95),
        whole=True,
    ),
    Indicator(
        "K21",
        "Duplicates",
        "stored files whose content another has too, of all stored files",
        PERCENT,
        DOWN,
        target=Decimal(10),
        whole=True,
        core=False,
    ),
    Indicator(
        "K22",
        "Files found whole",
        "files that were whole when they were last checked, of all files",
        PERCENT,
        UP,
        target=Decimal(100),
        whole=True,
    ),
    Indicator(
        "K24",
        "Restoring tried in time",
        "assets whose restoring was tried with success within a year, of the assets kept in a "
        "system or marked vital",
        PERCENT,
        UP,
        every=Every.QUARTER,
        target=Decimal(95),
    ),
    Indicator(
        "K28",
        "Policies acknowledged",
        "people who acknowledged the version in force, of the people who were asked 30 days ago or "
        "more",
        PERCENT,
        UP,
        target=Decimal(95),
    ),
    Indicator(
        "K29",
        "Policies and guides in date",
        "documents in force whose next review is still to come, of all documents in force",
        PERCENT,
        UP,
        target=Decimal(100),
    ),
    Indicator(
        "K30A",
        "Reports of losses per 1,000 people",
        "reports of losses, damage and breaches in the period, over every thousand people who work "
        "here",
        RATIO,
        Better.NEITHER,
        flow=True,
    ),
    Indicator(
        "K30B",
        "Breaches notified in time",
        "breaches of personal data that the regulator was told of within its limit, of those that "
        "were to be notified and whose limit fell into the period",
        PERCENT,
        UP,
        target=Decimal(100),
        flow=True,
    ),
    Indicator(
        "K30C",
        "Incidents closed with their cause",
        "incidents closed in the period with a cause and a check that the remedy works, of all "
        "that were closed",
        PERCENT,
        UP,
        target=Decimal(100),
        flow=True,
    ),
    Indicator(
        "K31",
        "Actions overdue",
        "open actions past their day, of all open actions",
        PERCENT,
        DOWN,
        target=Decimal(10),
    ),
    Indicator(
        "K34",
        "Searches that found nothing",
        "searches without any result, of all searches of the period",
        PERCENT,
        DOWN,
        target=Decimal(5),
        flow=True,
        of_people=True,
        core=False,
    ),
)
BY_CODE = {one.code: one for one in INDICATORS}

# What the catalogue of the field names besides, and why it is not counted yet.
NOT_YET = {
    "K07": "the fields of every record are not added up yet",
    "K16": "requests for information have no room yet",
    "K17": "requests for information have no room yet",
    "K18": "paper files are not lent out yet",
    "K19": "paper files are not lent out yet",
    "K20": "what storage companies charge is not kept yet",
    "K23": "formats at risk are not named yet",
    "K25": "reviews of sensitivity have no room yet",
    "K26": "reviews of sensitivity have no room yet",
    "K27": "passports of skill have no room yet",
    "K32": "assessments have no room yet",
    "K33": "skills have no room yet",
    "K35": "handing over by leavers is not kept yet",
}
# The eight that a board looks at first.
HEADLINE = ("K32", "K16", "K09", "K13", "K27", "K30B", "K31", "K25")
