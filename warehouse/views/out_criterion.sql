-- What a board judges: a plan's conditions for collectives, or the criteria of an index.
select
    c.programme_id, c.condition_code as criterion_code, c.condition_order as criterion_order,
    cast(null as varchar) as parent_code, cast(0 as integer) as depth, c.label, c.asks,
    c.rule_kind, c.op, c.threshold, c.band_code, b.label as band_label, b.band_order,
    c.min_order, c.judged_by, c.measure_code, m.label as measure_label, m.source_kind,
    m.value_type, m.table_code as measure_table, c.applies_text,
    cast(null as decimal(38, 9)) as maximum, c.cite, c.is_ours, c.note
from core_condition as c
join core_programme as p using (programme_id)
left join core_measure as m using (programme_id, measure_code)
left join core_class_band as b
    on b.class_scheme_id = p.class_scheme_id and b.band_code = c.band_code
where c.subject = 'collective'
union all
select
    p.programme_id, c.criterion_code, c.criterion_order, c.parent_code, c.depth, c.name, c.name,
    'points', null, null, null, null, null, null, null, null, null, null, null, null, null,
    c.maximum, c.cite, true, s.lights_note
from core_programme as p
join core_criteria_set as s using (criteria_set_id)
join core_criterion as c using (criteria_set_id)
