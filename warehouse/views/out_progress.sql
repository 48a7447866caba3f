-- How far each unit is in a period: its counting hand-in, and how many criteria have figures. Sums
-- stand for their parts, so only leaves are counted; what the council looks at is not the unit's to
-- report.
with leaf as (
    select v.programme_id, v.period_id, v.unit_id, v.state
    from out_verdict as v
    join core_programme as p using (programme_id)
    left join core_criterion as c
        on c.criteria_set_id = p.criteria_set_id and c.criterion_code = v.criterion_code
    where c.is_leaf is null or c.is_leaf
),
counted as (
    select
        programme_id, period_id, unit_id,
        count(*) filter (where state not in ('not_applicable', 'council')) as asked_count,
        count(*) filter (where state not in ('not_applicable', 'council', 'pending'))
            as known_count
    from leaf
    where state <> 'restricted'
    group by all
),
handed as (
    select dataset_id as programme_id, period_id, unit_id, count(*) as version_count
    from raw_submission__file
    where kind = 'workbook'
    group by all
)
select
    u.programme_id, e.period_id, u.group_code, u.unit_id, u.unit_code, u.unit_name, u.unit_order,
    e.due_on, w.receipt_code, w.received_at, w.actor, coalesce(w.is_late, false) as is_late,
    coalesce(h.version_count, 0) as version_count,
    coalesce(c.asked_count, 0) as asked_count, coalesce(c.known_count, 0) as known_count,
    case
        when f.submission_id is null then 'missing' when w.is_late then 'late' else 'on_time'
    end as hand_in_state
from core_programme_unit as u
join core_period as e using (programme_id)
left join judged_file as f
    on f.kind = 'workbook' and f.dataset_id = u.programme_id
    and f.period_id = e.period_id and f.unit_id = u.unit_id
left join raw_submission__file as w on w.submission_id = f.submission_id
left join handed as h
    on h.programme_id = u.programme_id and h.period_id = e.period_id and h.unit_id = u.unit_id
left join counted as c
    on c.programme_id = u.programme_id and c.period_id = e.period_id and c.unit_id = u.unit_id
