-- A recorded decision with its reason; without one the council has to look.
with decision as (
    select
        dataset_id as programme_id, period_id, unit_id, column_code as condition_code,
        max(value_text) filter (where table_code = 'decisions') as decided,
        max(value_text) filter (where table_code = 'decision_reasons') as reason
    from judged_observation
    where table_code in ('decisions', 'decision_reasons')
    group by all
)
select
    s.programme_id, s.period_id, s.unit_id, s.condition_code,
    case when d.decided in ('met', 'not_met') then d.decided else 'council' end as state,
    false as is_near,
    case when d.decided in ('met', 'not_met') then 'decided' else 'not_decided' end as reason_code,
    cast(null as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    d.reason as value_text,
    cast(null as bigint) as gap_count
from core_subject_condition as s
left join decision as d using (programme_id, period_id, unit_id, condition_code)
where s.rule_kind = 'judged'
