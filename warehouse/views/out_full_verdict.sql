-- Every verdict on a programme's own units, the restricted ones too: for those who may see them. In
-- a period without any figure everything is still to come.
with said as (
    select * from judged_verdict
    union all
    select * from core_leaf_verdict
)
select
    s.programme_id, s.period_id, s.unit_id, u.group_code, s.subject, s.criterion_code,
    o.criterion_order, s.state, s.is_near, s.reason_code, s.numerator, s.denominator,
    s.value_text, s.gap_count, cast(s.points as decimal(38, 9)) as points,
    cast(s.maximum as decimal(38, 9)) as maximum, s.low_points, s.high_points, s.layer,
    s.is_provisional, o.is_restricted
from said as s
join core_programme_unit as u using (programme_id, unit_id)
join core_criterion_order as o using (programme_id, subject, criterion_code)
where s.subject <> 'target'
union all
select
    o.programme_id, e.period_id, u.unit_id, u.group_code, o.subject, o.criterion_code,
    o.criterion_order, case o.rule_kind when 'judged' then 'council' else 'pending' end,
    false, case o.rule_kind when 'judged' then 'not_decided' else 'missing' end,
    null, null, null, null, null, o.maximum, null, null, null, false, o.is_restricted
from core_criterion_order as o
join core_period as e using (programme_id)
join core_programme_unit as u using (programme_id)
anti join core_judged_period as l using (programme_id, period_id)
where o.subject <> 'target' and not e.is_base
