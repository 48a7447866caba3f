-- Targets of improvement plans: each on its own unit, in every judged period.
select
    v.programme_id, v.period_id, t.unit_id, t.unit_code, t.unit_name, v.criterion_code,
    c.condition_order as criterion_order, c.label, c.about, c.is_scored, c.cite, c.is_ours, c.note,
    v.state, v.is_near, v.reason_code, v.numerator, v.denominator, v.value_text, v.gap_count
from judged_verdict as v
join core_target_unit as t using (programme_id, criterion_code)
join core_condition as c
    on c.programme_id = v.programme_id and c.condition_code = v.criterion_code
where v.subject = 'target'
