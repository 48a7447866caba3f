-- What every rule of a criteria set gives: points, or why there are none. Kept in
-- judged_rule_point.
with scored as (
    select * from core_rule_simple
    union all select * from core_rule_step
    union all select * from core_rule_share
),
figure as (
    select *, coalesce(is_small and when_small = 'not_applicable', false) as is_dropped
    from core_rule_figure
)
select
    f.programme_id, f.period_id, f.unit_id, f.criterion_code,
    case when f.figure_state = 'known' and not f.is_dropped
        then least(greatest(s.points, 0), f.maximum)
    end as points,
    case
        when f.figure_state = 'missing' then 'pending'
        when f.figure_state = 'zero' and f.when_zero <> 'not_applicable' then f.when_zero
    end as missing_state,
    (f.figure_state = 'zero' and f.when_zero = 'not_applicable')
    or (f.figure_state = 'known' and f.is_dropped) as is_not_applicable,
    case
        when f.figure_state = 'missing' then 'missing'
        when f.figure_state = 'zero' then 'zero_denominator'
        when f.is_dropped then 'sample_too_small'
        when f.is_small then 'small_sample'
        else 'rule_points'
    end as reason_code,
    f.numerator, f.denominator,
    coalesce(f.value_text, cast(f.value_date as varchar)) as value_text
from figure as f
left join scored as s using (programme_id, period_id, unit_id, criterion_code)
