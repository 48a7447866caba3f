-- Every unit on a board of a judged period: the workbook that counts, and how many conditions it
-- meets, leaves open, and has to meet at all. Never what only some may see, for else a place would
-- tell it.
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
)
select
    u.programme_id, e.period_id, u.unit_id, u.group_code, p.family, p.criteria_set_id,
    coalesce(a.met_count, 0) as met_count, coalesce(a.open_count, 0) as open_count,
    coalesce(a.applicable_count, 0) as applicable_count,
    w.receipt_code, w.received_at, coalesce(w.is_late, false) as is_late,
    p.has_workbook and f.submission_id is null as is_awaited
from core_programme as p
join core_programme_unit as u using (programme_id)
join judged_live_period as e using (programme_id)
left join asked as a using (programme_id, period_id, unit_id)
left join judged_file as f
    on f.kind = 'workbook' and f.dataset_id = u.programme_id
    and f.period_id = e.period_id and f.unit_id = u.unit_id
left join raw_submission__file as w on w.submission_id = f.submission_id
