-- What is judged in a programme and in which order it is shown. Restricted is what a sheet decides that
-- not everybody may see: the boards then count without it.
select
    programme_id, subject, condition_code as criterion_code, condition_order as criterion_order,
    rule_kind, cast(null as decimal(18, 9)) as maximum,
    coalesce(
        table_code in (select table_code from core_form_column where is_restricted), false
    ) as is_restricted
from core_condition
where subject <> 'individual'
union all
select
    p.programme_id, 'criterion', c.criterion_code, c.criterion_order, 'points', c.maximum, false
from core_programme as p
join core_criterion as c using (criteria_set_id)
