-- Every figure a condition can look at, as an exact fraction (numerator over denominator) or as a
-- code. No row means missing; missing is never nought.
select
    programme_id, period_id, unit_id, measure_code,
    cast(value_num as decimal(38, 9)) as numerator,
    case when value_num is not null then cast(1 as decimal(38, 9)) end as denominator,
    value_text
from core_reported_value
union all
select
    programme_id, period_id, unit_id, measure_code,
    cast(numerator as decimal(38, 9)), cast(denominator as decimal(38, 9)), null
from core_ratio_of_sums
union all
select
    programme_id, period_id, unit_id, measure_code,
    cast(numerator as decimal(38, 9)), cast(denominator as decimal(38, 9)), null
from core_ratio_of_rows
union all
select programme_id, period_id, unit_id, measure_code, null, null, value_text
from core_hand_in_on_time
