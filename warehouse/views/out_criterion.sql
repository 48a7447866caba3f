-- What is judged: a plan's conditions for collectives and individuals, its targets, or the criteria
-- of a set; each with all that its words need.
select
    c.programme_id, c.subject, c.condition_code as criterion_code,
    c.condition_order as criterion_order,
    cast(null as varchar) as parent_code, cast(0 as integer) as depth, c.label, c.asks,
    c.rule_kind, c.op, c.threshold, c.band_code, b.label as band_label, b.band_order,
    c.min_order, c.judged_by, c.tier, c.tiers, c.better_counts, c.peers_measure,
    c.measure_code, m.label as measure_label, m.source_kind, m.value_type,
    m.table_code as measure_table, m.numerator_words, m.denominator_words, c.applies_text,
    cast(null as decimal(38, 9)) as maximum, cast(null as varchar) as role,
    cast(null as varchar) as kind, cast(null as decimal(18, 9)) as weight,
    cast(null as varchar) as rule_text, cast(null as varchar) as point_rule_kind,
    cast(null as decimal(18, 9)) as each_points, cast(null as decimal(18, 9)) as zero_at,
    cast(null as decimal(18, 9)) as full_at, cast(null as integer) as due_day,
    cast(null as integer) as due_month, cast(null as integer) as due_year_offset,
    cast(null as integer) as min_answers, cast(null as integer) as decimals,
    c.cite, c.is_ours, c.note, coalesce(o.is_restricted, false) as is_restricted
from core_condition as c
join core_programme as p using (programme_id)
left join core_criterion_order as o
    on o.programme_id = c.programme_id and o.subject = c.subject
    and o.criterion_code = c.condition_code
left join core_measure as m using (programme_id, measure_code)
left join core_class_band as b
    on b.class_scheme_id = p.class_scheme_id and b.band_code = c.band_code
union all
select
    p.programme_id, 'criterion', c.criterion_code, c.criterion_order, c.parent_code, c.depth,
    c.name, c.name, 'points', null, null, null, null, null, null, null, null, null, null, null,
    r.measure_code, m.label, m.source_kind, m.value_type, m.table_code, m.numerator_words,
    m.denominator_words, null, c.maximum, c.role, c.kind, c.weight, r.rule_text, r.rule_kind,
    r.each_points, r.zero_at, r.full_at, r.due_day, r.due_month, r.due_year_offset,
    r.min_answers, s.decimals, c.cite, true, s.lights_note, false
from core_programme as p
join core_criteria_set as s using (criteria_set_id)
join core_criterion as c using (criteria_set_id)
left join core_point_rule as r using (criteria_set_id, criterion_code)
left join core_measure as m
    on m.programme_id = p.programme_id and m.measure_code = r.measure_code
