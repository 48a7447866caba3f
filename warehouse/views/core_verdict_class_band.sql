-- A published class against a class of the programme's own scheme (order: the best is first).
select
    s.programme_id, s.period_id, s.unit_id, s.condition_code,
    case
        when reached.band_order is null then 'pending'
        when s.op = '=' and reached.band_order = wanted.band_order then 'met'
        when s.op = '>=' and reached.band_order <= wanted.band_order then 'met'
        else 'not_met'
    end as state,
    false as is_near,
    case when reached.band_order is null then 'missing' else 'class_reached' end as reason_code,
    cast(null as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    reached.label as value_text,
    cast(null as bigint) as gap_count
from core_subject_condition as s
join core_programme as p using (programme_id)
join core_class_band as wanted
    on wanted.class_scheme_id = p.class_scheme_id and wanted.band_code = s.band_code
left join judged_measure as v using (programme_id, period_id, unit_id, measure_code)
left join core_class_band as reached
    on reached.class_scheme_id = p.class_scheme_id and reached.band_code = v.value_text
where s.rule_kind = 'class_band'
