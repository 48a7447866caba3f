-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, points, maximum, low_points, high_points, is_provisional
from core_node_verdict)
except
(select
    programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, points, maximum, low_points, high_points, is_provisional
from judged_verdict
where subject = 'criterion' and (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, points, maximum, low_points, high_points, is_provisional
from judged_verdict
where subject = 'criterion' and (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, points, maximum, low_points, high_points, is_provisional
from core_node_verdict))
