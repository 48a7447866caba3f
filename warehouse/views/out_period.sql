-- A programme's periods and how many accepted files each holds.
select
    e.programme_id, e.period_id, e.label, e.year, e.series, e.period_order, e.starts_on,
    e.ends_on, e.due_on, count(f.submission_id) as hand_in_count,
    bool_or(f.is_sample) as is_sample
from core_period as e
join core_programme as p using (programme_id)
left join raw_submission__file as f
    on f.dataset_id in (p.programme_id, p.criteria_set_id) and f.period_id = e.period_id
group by all
