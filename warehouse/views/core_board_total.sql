-- What a board counts for a unit in a period.
with judged as (
    select
        programme_id, period_id, unit_id,
        count(*) filter (where state = 'met') as met_count,
        count(*) filter (where state <> 'not_applicable') as applicable_count,
        bool_or(state = 'excluded') as is_vetoed
    from core_verdict
    group by all
),
points as (
    -- roots only: a part is already inside the sum above it
    select
        c.programme_id, c.period_id, c.unit_id,
        sum(c.points) as total_points, sum(c.maximum) as total_maximum,
        count(*) = count(c.points) as is_complete, count(c.points) > 0 as is_begun
    from core_criterion_points as c
    where c.depth = 0
    group by all
)
select
    u.programme_id, e.period_id, u.unit_id, u.group_code, p.family,
    coalesce(cast(t.total_points as decimal(18, 8)), cast(j.met_count as decimal(18, 8))) as score,
    coalesce(cast(t.total_maximum as decimal(18, 8)), cast(j.applicable_count as decimal(18, 8)))
        as maximum,
    cast(j.met_count as decimal(18, 8)) as met_count,
    cast(t.total_points as decimal(18, 8)) as total_points,
    f.receipt_code, f.received_at, coalesce(f.is_late, false) as is_late,
    case
        when coalesce(j.is_vetoed, false) then 'vetoed'
        when p.has_workbook and f.submission_id is null then 'no_hand_in'
        when p.criteria_set_id is not null and not coalesce(t.is_begun, false) then 'no_result'
        when p.criteria_set_id is not null and not t.is_complete then 'incomplete'
    end as excluded_reason
from core_programme_unit as u
join core_programme as p using (programme_id)
join core_period as e using (programme_id)
left join judged as j using (programme_id, period_id, unit_id)
left join points as t using (programme_id, period_id, unit_id)
left join core_counting_file as f
    on f.kind = 'workbook' and f.dataset_id = u.programme_id
    and f.period_id = e.period_id and f.unit_id = u.unit_id
