-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, group_code, order_keys, rank, is_tied, ranked_count
from core_rank)
except
(select
    programme_id, period_id, unit_id, group_code, order_keys, rank, is_tied, ranked_count
from judged_rank
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, group_code, order_keys, rank, is_tied, ranked_count
from judged_rank
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, group_code, order_keys, rank, is_tied, ranked_count
from core_rank))
