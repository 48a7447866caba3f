-- Periods that are closed now: the last word on them was to close.
select programme_id, period_id, closing_id, recorded_at
from core_closing
qualify action = 'close'
    and revision = max(revision) over (partition by programme_id, period_id)
