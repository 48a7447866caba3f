-- Figures written down as they are; the highest layer stands (never the larger figure).
select
    d.programme_id, o.period_id, o.unit_id, o.column_code as measure_code,
    o.value_num, o.value_text, o.value_date
from judged_observation as o
join core_programme_dataset as d using (dataset_id)
join judged_file as f using (submission_id)
where o.table_code = 'results'
qualify row_number() over (
    partition by d.programme_id, o.period_id, o.unit_id, o.column_code
    order by f.layer_order desc, o.revision desc
) = 1
