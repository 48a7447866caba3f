-- Every verdict. In a period without any figure everything is still to come.
select * from judged_verdict
union all
select
    c.programme_id, e.period_id, u.unit_id, u.group_code, c.criterion_code, c.criterion_order,
    case c.rule_kind when 'judged' then 'council' else 'pending' end,
    false, case c.rule_kind when 'judged' then 'not_decided' else 'missing' end,
    null, null, null, null, null, c.maximum
from out_criterion as c
join core_period as e using (programme_id)
join core_programme_unit as u using (programme_id)
anti join core_live_period as l using (programme_id, period_id)
