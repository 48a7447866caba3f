-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, key_order, key_value
from core_board_key)
except
(select
    programme_id, period_id, unit_id, key_order, key_value
from judged_key
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, key_order, key_value
from judged_key
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, key_order, key_value
from core_board_key))
