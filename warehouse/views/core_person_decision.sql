-- The conclusion that stands on a person and a condition, with its reason: the highest layer, then
-- the latest.
with named as (
    select submission_id, unit_id, row_no, value_text as person_code
    from judged_observation
    where table_code = 'person_decisions' and column_code = 'person_code'
)
select
    d.programme_id, o.period_id, o.unit_id, n.person_code, o.column_code as condition_code,
    o.value_text as decided, r.value_text as reason, o.submission_id
from judged_observation as o
join core_programme_dataset as d using (dataset_id)
join judged_file as f using (submission_id)
join named as n
    on n.submission_id = o.submission_id and n.unit_id = o.unit_id and n.row_no = o.row_no
left join judged_observation as r
    on r.submission_id = o.submission_id and r.unit_id = o.unit_id and r.row_no = o.row_no
    and r.table_code = 'person_decision_reasons' and r.column_code = o.column_code
where o.table_code = 'person_decisions' and o.column_code <> 'person_code'
qualify row_number() over (
    partition by d.programme_id, o.period_id, o.unit_id, n.person_code, o.column_code
    order by f.layer_order desc, o.revision desc
) = 1
