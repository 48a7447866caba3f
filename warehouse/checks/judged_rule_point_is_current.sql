-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, criterion_code, points, missing_state, is_not_applicable, reason_code
from core_rule_point)
except
(select
    programme_id, period_id, unit_id, criterion_code, points, missing_state, is_not_applicable, reason_code
from judged_rule_point
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, criterion_code, points, missing_state, is_not_applicable, reason_code
from judged_rule_point
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, criterion_code, points, missing_state, is_not_applicable, reason_code
from core_rule_point))
