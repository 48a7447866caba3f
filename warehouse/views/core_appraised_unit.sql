-- Units of a programme's periods on which an appraiser or the council has spoken: what they handed
-- in may be corrected, but no longer withdrawn.
select d.programme_id, o.period_id, o.unit_id
from core_observation as o
join core_programme_dataset as d using (dataset_id)
where o.layer in ('appraised', 'explained') or o.table_code in ('decisions', 'person_decisions')
