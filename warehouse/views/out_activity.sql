-- What happened about a unit in a period: its files, what its head said of them, tables that spoke
-- of it, and the closing of its period. Reasons stay with those who may read them.
with own as (
    select d.programme_id, f.period_id, f.unit_id, f.submission_id, f.receipt_code, f.received_at
    from raw_submission__file as f
    join core_programme_dataset as d using (dataset_id)
    where f.unit_id is not null
),
spoken as (
    select distinct d.programme_id, o.period_id, o.unit_id, o.submission_id
    from core_observation as o
    join core_programme_dataset as d using (dataset_id)
)
select
    programme_id, period_id, unit_id, 'hand_in' as what, receipt_code, received_at as happened_at
from own
union all
select o.programme_id, o.period_id, o.unit_id, s.step, o.receipt_code, s.recorded_at
from raw_submission__step as s
join own as o using (submission_id)
union all
select
    s.programme_id, s.period_id, s.unit_id,
    case f.layer when 'published' then 'result' else f.layer end, f.receipt_code, f.received_at
from spoken as s
join raw_submission__file as f using (submission_id)
where f.unit_id is null
union all
select c.programme_id, c.period_id, u.unit_id, c.action, null, c.recorded_at
from core_closing as c
join core_programme_unit as u using (programme_id)
