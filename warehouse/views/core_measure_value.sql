-- Every figure that a rule can look at, as an exact fraction (numerator over denominator), a code
-- or a day. No row means missing; missing is never nought. Where it comes from is said so that the
-- others are left aside where only some are asked for. Kept in judged_measure.
select
    programme_id, period_id, unit_id, measure_code, 'reported' as source_kind,
    cast(value_num as decimal(38, 9)) as numerator,
    case when value_num is not null then cast(1 as decimal(38, 9)) end as denominator,
    value_text, value_date
from core_reported_figure
join core_measure using (programme_id, measure_code)
union all
select
    programme_id, period_id, unit_id, measure_code, 'ratio_of_sums',
    cast(numerator as decimal(38, 9)), cast(denominator as decimal(38, 9)), null, null
from core_ratio_of_sums
union all
select
    programme_id, period_id, unit_id, measure_code, 'ratio_of_rows',
    cast(numerator as decimal(38, 9)), cast(denominator as decimal(38, 9)), null, null
from core_ratio_of_rows
union all
select
    programme_id, period_id, unit_id, measure_code, 'count_of_rows',
    cast(numerator as decimal(38, 9)), cast(1 as decimal(38, 9)), null, null
from core_count_of_rows
union all
select
    programme_id, period_id, unit_id, measure_code, 'hand_in_on_time', null, null, value_text, null
from core_hand_in_on_time
