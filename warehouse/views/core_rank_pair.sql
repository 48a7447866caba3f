-- Each figure of a rank_improved condition beside that of the same period of the immediately
-- preceding year: improved only when the rank number is strictly smaller.
with pair as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.combine,
        s.already_first, s.no_base, m.measure_order,
        now_v.numerator as rank_now, then_v.numerator as rank_then
    from core_subject_condition as s
    join core_condition_measure as cm using (programme_id, condition_code)
    join core_measure as m
        on m.programme_id = s.programme_id and m.measure_code = cm.measure_code
    join core_period as p on p.programme_id = s.programme_id and p.period_id = s.period_id
    left join core_measure_value as now_v
        on now_v.programme_id = s.programme_id and now_v.period_id = s.period_id
        and now_v.unit_id = s.unit_id and now_v.measure_code = cm.measure_code
    left join core_period as q
        on q.programme_id = p.programme_id and q.series = p.series
        and q.period_order = p.period_order and q.year = p.year - 1
    left join core_measure_value as then_v
        on then_v.programme_id = s.programme_id and then_v.period_id = q.period_id
        and then_v.unit_id = s.unit_id and then_v.measure_code = cm.measure_code
    where s.rule_kind = 'rank_improved'
)
select
    programme_id, period_id, unit_id, condition_code, combine, measure_order,
    case
        when rank_now is null then 'pending'
        when rank_then is null then no_base
        when rank_now < rank_then then 'met'
        when rank_now = 1 then already_first
        else 'not_met'
    end as state,
    case
        when rank_now is null then 'missing'
        when rank_then is null then 'no_base_year'
        when rank_now < rank_then then 'rank_compared'
        when rank_now = 1 then 'already_first'
        else 'rank_compared'
    end as reason_code,
    coalesce(cast(cast(rank_then as integer) as varchar), '?') || ' → '
    || coalesce(cast(cast(rank_now as integer) as varchar), '?') as value_text
from pair
