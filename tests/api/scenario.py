"""One working day at the borough, in which every operation that changes something is used.

Each step: what it is, who does it, and what it sends. `{name}` stands for what an earlier step
answered. The day is what the tests of replay, of the audit log and of permission go through.
"""

from tests.api.day.acting import ACTING
from tests.api.day.deciding import DECIDING
from tests.api.day.describing import DESCRIBING
from tests.api.day.filing import FILING
from tests.api.day.holding import HOLDING
from tests.api.day.mishaps import MISHAPS
from tests.api.day.peopling import PEOPLING
from tests.api.day.planning import PLANNING
from tests.api.day.reading import READING
from tests.api.day.registering import REGISTERING
from tests.api.day.reviewing import REVIEWING
from tests.api.day.risking import RISKING
from tests.api.day.running import RUNNING
from tests.api.day.scheduling import SCHEDULING

DAY = [*FILING, *DESCRIBING, *PLANNING, *SCHEDULING, *HOLDING, *REVIEWING, *READING, *RUNNING]
DAY += [*REGISTERING, *ACTING, *MISHAPS, *RISKING, *DECIDING, *PEOPLING]
