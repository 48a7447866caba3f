-- Yes or no, so much for each counted thing, and rows by what they are worth: no row of any worth is
-- nothing, which core_rule_point fills in.
select
    f.programme_id, f.period_id, f.unit_id, f.criterion_code,
    case f.value_text when 'yes' then r.yes_points else r.no_points end as points
from core_rule_figure as f
join core_point_rule as r using (criteria_set_id, criterion_code)
where f.rule_kind = 'yes_no' and f.figure_state = 'known'
union all
select
    f.programme_id, f.period_id, f.unit_id, f.criterion_code,
    cast(least(f.numerator * r.each_points, f.maximum) as decimal(18, 9))
from core_rule_figure as f
join core_point_rule as r using (criteria_set_id, criterion_code)
where f.rule_kind = 'count' and f.figure_state = 'known'
union all
select
    f.programme_id, f.period_id, f.unit_id, f.criterion_code,
    cast(least(sum(s.points), f.maximum) as decimal(18, 9))
from core_rule_figure as f
join core_point_rule as r using (criteria_set_id, criterion_code)
join judged_observation as o
    on o.dataset_id = f.programme_id and o.period_id = f.period_id and o.unit_id = f.unit_id
    and o.table_code = r.table_code and o.column_code = r.column_code
join core_point_step as s
    on s.criteria_set_id = f.criteria_set_id and s.criterion_code = f.criterion_code
    and s.choice_code = o.value_text
where f.rule_kind = 'per_item' and f.figure_state = 'known'
group by f.programme_id, f.period_id, f.unit_id, f.criterion_code, f.maximum
