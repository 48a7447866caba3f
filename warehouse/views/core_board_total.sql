-- What a board counts for a unit in a judged period: never what only some may see, for else a place
-- would tell it. Kept in judged_total.
with asked as (
    select
        programme_id, period_id, unit_id,
        count(*) filter (where state = 'met') as met_count,
        count(*) filter (where state in ('pending', 'council')) as open_count,
        count(*) filter (where state <> 'not_applicable') as applicable_count
    from judged_verdict
    join core_criterion_order using (programme_id, subject, criterion_code)
    where subject = 'collective' and not is_restricted
    group by all
),
-- the roots only: a part is already inside the sum above it
summed as (
    select * from core_part_total where depth = 0
)
select
    u.programme_id, e.period_id, u.unit_id, u.group_code, p.family,
    case
        when p.criteria_set_id is null then cast(coalesce(a.met_count, 0) as decimal(38, 9))
        when s.missing_count = 0 and s.applicable_count > 0
            then cast(s.points as decimal(38, 9))
    end as score,
    cast(coalesce(case
        when p.criteria_set_id is null then a.applicable_count else s.maximum
    end, 0) as decimal(38, 9)) as maximum,
    cast(coalesce(a.met_count, 0) as decimal(38, 9)) as met_count,
    case when s.missing_count = 0 then cast(s.points as decimal(38, 9)) end as total_points,
    cast(coalesce(s.low_points, a.met_count, 0) as decimal(38, 9)) as low_score,
    cast(coalesce(s.high_points, a.met_count + a.open_count, 0) as decimal(38, 9)) as high_score,
    coalesce(s.is_provisional, false) as is_provisional,
    w.receipt_code, w.received_at, coalesce(w.is_late, false) as is_late,
    case
        when p.has_workbook and f.submission_id is null then 'no_hand_in'
        when s.applicable_count = 0 then 'nothing_applies'
        when p.criteria_set_id is not null and s.known_count = 0 then 'no_result'
        when s.missing_count > 0 then 'incomplete'
    end as excluded_reason
from core_programme as p
join core_programme_unit as u using (programme_id)
join judged_live_period as e using (programme_id)
left join asked as a using (programme_id, period_id, unit_id)
left join summed as s using (programme_id, period_id, unit_id)
left join judged_file as f
    on f.kind = 'workbook' and f.dataset_id = u.programme_id
    and f.period_id = e.period_id and f.unit_id = u.unit_id
left join raw_submission__file as w on w.submission_id = f.submission_id
