-- At least one initiative recognised at or above a level, with its document.
with counted as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.has_workbook,
        count(e.row_no) as listed_count,
        count(e.row_no) filter (
            where e.grade_order >= s.min_order and e.document_number is not null
        ) as valid_count
    from core_subject_condition as s
    left join core_event_row as e using (programme_id, period_id, unit_id, table_code)
    where s.rule_kind = 'recognised'
    group by all
)
select
    programme_id, period_id, unit_id, condition_code,
    case
        when not has_workbook then 'pending'
        when valid_count > 0 then 'met'
        else 'not_met'
    end as state,
    false as is_near,
    case
        when not has_workbook then 'missing'
        when valid_count > 0 then 'recognised'
        when listed_count > 0 then 'level_too_low'
        else 'none_listed'
    end as reason_code,
    cast(valid_count as decimal(38, 9)) as numerator,
    cast(listed_count as decimal(38, 9)) as denominator,
    cast(null as varchar) as value_text,
    cast(null as bigint) as gap_count
from counted
