-- Every figure that counts, and of points every layer's latest: the self score stays beside the
-- appraised one.
select
    submission_id, dataset_id, period_id, unit_id, layer, table_code, row_no, column_code,
    value_text, value_num, value_date, sheet, cell
from judged_observation
union all
select
    o.submission_id, o.dataset_id, o.period_id, o.unit_id, o.layer, o.table_code, o.row_no,
    o.column_code, o.value_text, o.value_num, o.value_date, o.sheet, o.cell
from core_observation as o
join judged_file as f using (submission_id)
where o.table_code in ('points', 'point_reasons', 'point_evidence')
qualify o.revision = max(o.revision) over (
    partition by o.dataset_id, o.period_id, o.unit_id, o.layer, o.table_code, o.column_code
)
