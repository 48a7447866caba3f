-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, subject, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, is_provisional
from core_verdict)
except
(select
    programme_id, period_id, unit_id, subject, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, is_provisional
from judged_verdict
where subject <> 'criterion' and (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, subject, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, is_provisional
from judged_verdict
where subject <> 'criterion' and (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, subject, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, is_provisional
from core_verdict))
