-- The ordinal place that a result table prints beside its points; of several the latest.
select
    p.programme_id, o.period_id, o.unit_id, max_by(o.value_num, f.revision) as published_order
from core_observation as o
join judged_file as f using (submission_id)
join core_criteria_set as s
    on s.criteria_set_id = f.dataset_id and s.published_rank = o.column_code
join core_programme as p on p.criteria_set_id = f.dataset_id
where o.table_code = 'points'
group by all
