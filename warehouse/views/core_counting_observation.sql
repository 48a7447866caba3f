-- The figures that count now, each still knowing its file, sheet and cell. Kept in
-- judged_observation, which every later view reads.
select o.*
from core_observation as o
join core_counting_file as f using (submission_id)
qualify f.kind = 'workbook' or o.revision = max(o.revision) over (
    partition by f.kind, o.dataset_id, o.period_id, o.unit_id, o.layer, o.table_code, o.column_code
)
