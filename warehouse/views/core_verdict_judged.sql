-- A recorded decision with its reason, that of the highest layer; without one the council looks.
with decision as (
    select
        o.dataset_id as programme_id, o.period_id, o.unit_id, o.column_code as condition_code,
        max(o.value_text) filter (where o.table_code = 'decisions') as decided,
        max(o.value_text) filter (where o.table_code = 'decision_reasons') as reason
    from judged_observation as o
    join judged_file as f using (submission_id)
    where o.table_code in ('decisions', 'decision_reasons')
    group by o.dataset_id, o.period_id, o.unit_id, o.column_code, f.layer_order
    qualify row_number() over (
        partition by o.dataset_id, o.period_id, o.unit_id, o.column_code
        order by f.layer_order desc
    ) = 1
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
