-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, score, maximum, met_count, total_points, low_score, high_score, excluded_reason, is_late, is_provisional
from core_board_total)
except
(select
    programme_id, period_id, unit_id, score, maximum, met_count, total_points, low_score, high_score, excluded_reason, is_late, is_provisional
from judged_total
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, score, maximum, met_count, total_points, low_score, high_score, excluded_reason, is_late, is_provisional
from judged_total
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, score, maximum, met_count, total_points, low_score, high_score, excluded_reason, is_late, is_provisional
from core_board_total))
