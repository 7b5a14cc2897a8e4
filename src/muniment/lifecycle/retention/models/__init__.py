"""Retention rules, their schedules, and what dates and decides by them."""

from muniment.lifecycle.retention.models.clocks import AskingTerms as AskingTerms
from muniment.lifecycle.retention.models.clocks import EventHappened as EventHappened
from muniment.lifecycle.retention.models.clocks import FinancialYear as FinancialYear
from muniment.lifecycle.retention.models.clocks import NotYet as NotYet
from muniment.lifecycle.retention.models.clocks import StepDone as StepDone
from muniment.lifecycle.retention.models.dispositions import Disposition as Disposition
from muniment.lifecycle.retention.models.dispositions import OfValue as OfValue
from muniment.lifecycle.retention.models.dispositions import RoutineRule as RoutineRule
from muniment.lifecycle.retention.models.reviewing import RuleReview as RuleReview
from muniment.lifecycle.retention.models.reviewing import RuleReviewInterval as RuleReviewInterval
from muniment.lifecycle.retention.models.rules import ClashPolicy as ClashPolicy
from muniment.lifecycle.retention.models.rules import DraftRule as DraftRule
from muniment.lifecycle.retention.models.rules import Recalculation as Recalculation
from muniment.lifecycle.retention.models.rules import Rule as Rule
from muniment.lifecycle.retention.models.rules import RuleColumns as RuleColumns
from muniment.lifecycle.retention.models.rules import RuleVersion as RuleVersion
from muniment.lifecycle.retention.models.schedules import AreaConsulted as AreaConsulted
from muniment.lifecycle.retention.models.schedules import Edition as Edition
from muniment.lifecycle.retention.models.schedules import EditionComment as EditionComment
from muniment.lifecycle.retention.models.schedules import ModelSchedule as ModelSchedule
from muniment.lifecycle.retention.models.schedules import Publication as Publication
from muniment.lifecycle.retention.models.schedules import Schedule as Schedule
from muniment.lifecycle.retention.models.vital import Vital as Vital
from muniment.lifecycle.retention.models.vital import VitalReview as VitalReview
