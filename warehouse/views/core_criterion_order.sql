-- What is judged in a programme and in which order it is shown.
select
    programme_id, subject, condition_code as criterion_code, condition_order as criterion_order,
    rule_kind, cast(null as decimal(18, 9)) as maximum
from core_condition
where subject <> 'individual'
union all
select
    p.programme_id, 'criterion', c.criterion_code, c.criterion_order, 'points', c.maximum
from core_programme as p
join core_criterion as c using (criteria_set_id)
