-- Every unit of a programme under every condition for collectives, and every target on its own
-- unit, in every period that is judged.
with subject as (
    select c.programme_id, c.condition_code, u.unit_id, u.group_code
    from core_condition as c
    join core_programme_unit as u using (programme_id)
    where c.subject = 'collective'
    union all
    select t.programme_id, t.criterion_code, t.unit_id, null
    from core_target_unit as t
)
select
    c.*, s.unit_id, s.group_code, p.period_id, f.submission_id is not null as has_workbook
from core_condition as c
join subject as s using (programme_id, condition_code)
join judged_live_period as p using (programme_id)
left join judged_file as f
    on f.kind = 'workbook' and f.dataset_id = c.programme_id
    and f.period_id = p.period_id and f.unit_id = s.unit_id
