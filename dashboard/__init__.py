"""Draw, ask, navigate.

Lives here: the app, its screens, parts and charts, the words of the interface, the only caches.
Never here: SQL, a rule, a threshold, a parser. Imports etl, warehouse and schemas, never the
other way round.
"""

import os

# Tables of ours are small, and polars asks when it is first imported: threads that wait for a
# crumb of each take a fifth of a check's processor time. An operator's own word stays.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
