-- The files that each programme's judged periods rest on. Kept in judged_live_file.
select
    l.programme_id, f.submission_id, f.period_id, f.layer, f.layer_order, f.revision, f.is_alone
from judged_file as f
join core_programme_dataset as d using (dataset_id)
join judged_live_period as l on l.programme_id = d.programme_id and l.period_id = f.period_id
