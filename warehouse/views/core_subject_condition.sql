-- Every unit of a programme under every condition for collectives, in every live period.
select
    c.*, u.unit_id, u.group_code, p.period_id, f.submission_id is not null as has_workbook
from core_condition as c
join core_programme_unit as u using (programme_id)
join core_live_period as p using (programme_id)
left join core_counting_file as f
    on f.kind = 'workbook' and f.dataset_id = c.programme_id
    and f.period_id = p.period_id and f.unit_id = u.unit_id
where c.subject = 'collective'
