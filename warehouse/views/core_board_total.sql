-- What a board counts for a unit in a live period. Kept in judged_total.
with folded as (
    select
        v.programme_id, v.period_id, v.unit_id,
        count(*) filter (where v.state = 'met') as met_count,
        count(*) filter (where v.state <> 'not_applicable') as applicable_count,
        bool_or(v.state = 'excluded') as is_vetoed,
        -- roots only: a part is already inside the sum above it
        sum(v.points) filter (where c.depth = 0) as total_points,
        sum(v.maximum) filter (where c.depth = 0) as total_maximum,
        count(*) filter (
            where c.depth = 0 and v.points is null and v.state <> 'not_applicable'
        ) as missing_count,
        count(v.points) as known_count
    from judged_verdict as v
    join core_programme as p using (programme_id)
    left join core_criterion as c
        on c.criteria_set_id = p.criteria_set_id and c.criterion_code = v.criterion_code
    group by all
)
select
    t.programme_id, t.period_id, t.unit_id, u.group_code, p.family,
    case
        when p.criteria_set_id is null then cast(t.met_count as decimal(38, 9))
        when t.missing_count = 0 then cast(t.total_points as decimal(38, 9))
    end as score,
    case
        when p.criteria_set_id is null then cast(t.applicable_count as decimal(38, 9))
        else cast(t.total_maximum as decimal(38, 9))
    end as maximum,
    cast(t.met_count as decimal(38, 9)) as met_count,
    cast(t.total_points as decimal(38, 9)) as total_points,
    f.receipt_code, f.received_at, coalesce(f.is_late, false) as is_late,
    case
        when t.is_vetoed then 'vetoed'
        when p.has_workbook and f.submission_id is null then 'no_hand_in'
        when p.criteria_set_id is not null and t.known_count = 0 and t.missing_count = 0
            then 'nothing_applies'
        when p.criteria_set_id is not null and t.known_count = 0 then 'no_result'
        when p.criteria_set_id is not null and t.missing_count > 0 then 'incomplete'
    end as excluded_reason
from folded as t
join core_programme as p using (programme_id)
join core_programme_unit as u using (programme_id, unit_id)
left join core_counting_file as f
    on f.kind = 'workbook' and f.dataset_id = t.programme_id
    and f.period_id = t.period_id and f.unit_id = t.unit_id
