-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, rank_change, change_reason_codes
from core_rank_change)
except
(select
    programme_id, period_id, unit_id, rank_change, change_reason_codes
from judged_change))
union all
((select
    programme_id, period_id, unit_id, rank_change, change_reason_codes
from judged_change)
except
(select
    programme_id, period_id, unit_id, rank_change, change_reason_codes
from core_rank_change))
