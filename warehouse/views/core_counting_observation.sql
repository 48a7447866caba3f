-- The figures that count now, each still knowing its file, sheet and cell; points stand in
-- core_point_entry. Decisions on persons are told apart by person later. What was counted from an
-- export of dossiers stands in place of what the unit typed on that sheet: of several exports that
-- of the highest layer, then the latest. Kept in judged_observation, which every later view reads.
with export as (
    select distinct o.dataset_id, o.period_id, o.unit_id, o.table_code, o.submission_id
    from core_observation as o
    join judged_file as f using (submission_id)
    where f.kind = 'dossiers'
    qualify rank() over (
        partition by o.dataset_id, o.period_id, o.unit_id, o.table_code
        order by f.layer_order desc, f.revision desc
    ) = 1
)
select o.*
from core_observation as o
join judged_file as f using (submission_id)
left join export as e
    on e.dataset_id = o.dataset_id and e.period_id = o.period_id and e.unit_id = o.unit_id
    and e.table_code = o.table_code
where o.table_code not in ('points', 'point_reasons', 'point_evidence')
    and (f.kind = 'table' or coalesce(e.submission_id, o.submission_id) = o.submission_id)
qualify f.kind <> 'table'
    or o.table_code in ('person_decisions', 'person_decision_reasons')
    or o.revision = max(o.revision) over (
        partition by f.kind, o.dataset_id, o.period_id, o.unit_id, o.layer, o.table_code,
            o.column_code
    )
