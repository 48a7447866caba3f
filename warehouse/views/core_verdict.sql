-- Verdicts on conditions and targets. Applies-if comes last: it decides whether a verdict stands at
-- all. Kept in judged_verdict.
select
    s.programme_id, s.period_id, s.unit_id, s.subject, s.condition_code as criterion_code,
    case
        when s.applies_measure is null then v.state
        when a.value_text is null then 'pending'
        when a.value_text <> s.applies_equals then 'not_applicable'
        else v.state
    end as state,
    v.is_near and (s.applies_measure is null or coalesce(a.value_text = s.applies_equals, false))
        as is_near,
    case
        when s.applies_measure is null then v.reason_code
        when a.value_text is null then 'applies_unknown'
        when a.value_text <> s.applies_equals then 'does_not_apply'
        else v.reason_code
    end as reason_code,
    v.numerator, v.denominator, v.value_text, v.gap_count, false as is_provisional
from core_subject_condition as s
join core_verdict_any as v using (programme_id, period_id, unit_id, condition_code)
left join judged_measure as a
    on a.programme_id = s.programme_id and a.period_id = s.period_id
    and a.unit_id = s.unit_id and a.measure_code = s.applies_measure
