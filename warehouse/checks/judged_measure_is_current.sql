-- What is kept is what the view says now.
((select
    programme_id, period_id, unit_id, measure_code, numerator, denominator, value_text, value_date
from core_measure_value
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, measure_code, numerator, denominator, value_text, value_date
from judged_measure
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
union all
((select
    programme_id, period_id, unit_id, measure_code, numerator, denominator, value_text, value_date
from judged_measure
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
))
except
(select
    programme_id, period_id, unit_id, measure_code, numerator, denominator, value_text, value_date
from core_measure_value
where (programme_id, period_id) not in (
    select (programme_id, period_id) from core_closed_period
)))
