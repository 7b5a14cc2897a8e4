"""Every form of the pages, filled in as a person would.

`{name}` in an address or a value stands for what `in_tray` prepared. The forms stand in an order in
which each can be sent.
"""

from .paperwork_assets import ASSETS
from .paperwork_directory import DIRECTORY
from .paperwork_filing import FILING
from .paperwork_governance import GOVERNANCE
from .paperwork_habits import HABITS
from .paperwork_incidents import INCIDENTS
from .paperwork_library import LIBRARY
from .paperwork_lifecycle import LIFECYCLE
from .paperwork_metadata import METADATA
from .paperwork_plans import PLANS
from .paperwork_risks import RISKS
from .paperwork_running import RUNNING
from .paperwork_schedules import SCHEDULES

FORMS = [
    *FILING,
    *METADATA,
    *LIFECYCLE,
    *SCHEDULES,
    *HABITS,
    *DIRECTORY,
    *LIBRARY,
    *ASSETS,
    *PLANS,
    *INCIDENTS,
    *RISKS,
    *GOVERNANCE,
    *RUNNING,
]
