-- The figures that count now, each still knowing its file, sheet and cell; points stand in
-- core_point_entry. Decisions on persons are told apart by person later. Kept in
-- judged_observation, which every later view reads.
select o.*
from core_observation as o
join judged_file as f using (submission_id)
where o.table_code not in ('points', 'point_reasons', 'point_evidence')
qualify f.kind = 'workbook'
    or o.table_code in ('person_decisions', 'person_decision_reasons')
    or o.revision = max(o.revision) over (
        partition by f.kind, o.dataset_id, o.period_id, o.unit_id, o.layer, o.table_code,
            o.column_code
    )
