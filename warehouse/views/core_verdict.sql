-- Verdicts on conditions and targets. Applies-if comes last: it decides whether a verdict stands at
-- all. Kept in judged_verdict.
select
    v.programme_id, v.period_id, v.unit_id, c.subject, v.condition_code as criterion_code,
    v.rule_kind,
    case
        when c.applies_measure is null then v.state
        when a.value_text is null then 'pending'
        when a.value_text <> c.applies_equals then 'not_applicable'
        else v.state
    end as state,
    v.is_near and (c.applies_measure is null or coalesce(a.value_text = c.applies_equals, false))
        as is_near,
    case
        when c.applies_measure is null then v.reason_code
        when a.value_text is null then 'applies_unknown'
        when a.value_text <> c.applies_equals then 'does_not_apply'
        else v.reason_code
    end as reason_code,
    v.numerator, v.denominator, v.value_text, v.gap_count, false as is_provisional
from core_verdict_any as v
join core_condition as c using (programme_id, condition_code)
left join judged_measure as a
    on a.programme_id = v.programme_id and a.period_id = v.period_id
    and a.unit_id = v.unit_id and a.measure_code = c.applies_measure
