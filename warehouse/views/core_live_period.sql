-- Periods in which a programme holds any figure: only these are judged.
select distinct p.programme_id, f.period_id
from core_programme as p
join raw_submission__file as f on f.dataset_id in (p.programme_id, p.criteria_set_id)
