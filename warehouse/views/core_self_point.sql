-- What units say of themselves about the leaves of a criteria set: the latest points and evidence.
select o.*, f.file_name
from core_observation as o
join raw_submission__file as f using (submission_id)
where f.layer = 'self' and o.table_code in ('points', 'point_evidence')
qualify o.revision = max(o.revision) over (
    partition by o.dataset_id, o.period_id, o.unit_id, o.table_code, o.column_code
)
