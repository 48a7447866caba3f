-- Every leaf that a rule scores, for every unit and judged period, with the figure it looks at.
select
    p.programme_id, e.period_id, u.unit_id, c.criteria_set_id, c.criterion_code, c.maximum,
    c.unit_scale, c.unit, r.rule_kind, m.scale, m.source_kind,
    v.numerator, v.denominator, v.value_text, v.value_date,
    m.when_zero,
    case
        when r.rule_kind = 'per_item' then
            case when f.submission_id is null then 'missing' else 'known' end
        when v.numerator is null and v.value_text is null and v.value_date is null then 'missing'
        when v.denominator = 0 then 'zero'
        else 'known'
    end as figure_state,
    v.denominator < r.min_answers as is_small, r.when_small
from core_programme as p
join core_point_rule as r using (criteria_set_id)
join core_criterion as c using (criteria_set_id, criterion_code)
join core_programme_unit as u using (programme_id)
join judged_live_period as e using (programme_id)
left join core_measure as m
    on m.programme_id = p.programme_id and m.measure_code = r.measure_code
left join judged_measure as v
    on v.programme_id = p.programme_id and v.period_id = e.period_id
    and v.unit_id = u.unit_id and v.measure_code = r.measure_code
left join judged_file as f
    on f.kind = 'workbook' and f.dataset_id = p.programme_id
    and f.period_id = e.period_id and f.unit_id = u.unit_id
