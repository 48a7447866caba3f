-- Every unit of a programme under every condition for collectives, in every period.
select
    c.*, u.unit_id, u.group_code, p.period_id,
    exists (
        from core_counting_file as f
        where f.kind = 'workbook' and f.dataset_id = c.programme_id
        and f.period_id = p.period_id and f.unit_id = u.unit_id
    ) as has_workbook
from core_condition as c
join core_programme_unit as u using (programme_id)
join core_period as p using (programme_id)
where c.subject = 'collective'
