-- Excluded by a discipline event of a key leader at or above a severity; what happened stays in
-- the restricted table, only the verdict leaves it.
with counted as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.has_workbook,
        count(*) filter (
            where e.position_code = 'key_leader' and e.grade_order >= s.min_order
        ) as event_count
    from core_subject_condition as s
    left join core_event_row as e using (programme_id, period_id, unit_id, table_code)
    where s.rule_kind = 'veto'
    group by all
)
select
    programme_id, period_id, unit_id, condition_code,
    case
        when not has_workbook then 'pending'
        when event_count > 0 then 'excluded'
        else 'met'
    end as state,
    false as is_near,
    case
        when not has_workbook then 'missing'
        when event_count > 0 then 'vetoed'
        else 'no_event'
    end as reason_code,
    cast(null as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    cast(null as varchar) as value_text,
    cast(null as bigint) as gap_count
from counted
