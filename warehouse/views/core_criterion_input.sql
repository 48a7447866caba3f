-- Which sheet and columns a criterion reads: from its figures, its table, its parts.
with figures as (
    select programme_id, condition_code as criterion_code, measure_code, false as looks_back
    from core_condition where measure_code is not null
    union
    select programme_id, condition_code, applies_measure, false from core_condition
    where applies_measure is not null
    union
    select programme_id, condition_code, peers_measure, false from core_condition
    where peers_measure is not null
    union
    -- these are compared with the same period of the year before
    select programme_id, condition_code, measure_code, true from core_condition_measure
    union
    select programme_id, condition_code, assigned_measure, false from core_condition_measure
    where assigned_measure is not null
    union
    select p.programme_id, l.criterion_code, r.measure_code, false
    from core_programme as p
    join core_criterion_leaf as l using (criteria_set_id)
    join core_point_rule as r
        on r.criteria_set_id = l.criteria_set_id and r.criterion_code = l.leaf_code
    where r.measure_code is not null
)
select
    f.programme_id, f.criterion_code, m.label as measure_label,
    coalesce(m.table_code, 'results') as table_code,
    coalesce(c.column_code, m.measure_code) as column_code, f.looks_back
from figures as f
join core_measure as m using (programme_id, measure_code)
left join core_measure_column as c using (programme_id, measure_code)
where m.source_kind <> 'hand_in_on_time'
union
select programme_id, condition_code, label, table_code, cast(null as varchar), false
from core_condition where rule_kind in ('recognised', 'veto') and subject = 'collective'
union
select programme_id, condition_code, label, t.table_code, condition_code, false
from core_condition
cross join (values ('decisions'), ('decision_reasons')) as t (table_code)
where rule_kind = 'judged' and subject = 'collective'
union
select p.programme_id, l.criterion_code, c.name, t.table_code, l.leaf_code, false
from core_programme as p
join core_criterion_leaf as l using (criteria_set_id)
join core_criterion as c
    on c.criteria_set_id = l.criteria_set_id and c.criterion_code = l.leaf_code
cross join (values ('points'), ('point_reasons'), ('point_evidence')) as t (table_code)
union
select p.programme_id, l.criterion_code, c.name, r.table_code, r.column_code, false
from core_programme as p
join core_criterion_leaf as l using (criteria_set_id)
join core_criterion as c
    on c.criteria_set_id = l.criteria_set_id and c.criterion_code = l.leaf_code
join core_point_rule as r
    on r.criteria_set_id = l.criteria_set_id and r.criterion_code = l.leaf_code
where r.table_code is not null
