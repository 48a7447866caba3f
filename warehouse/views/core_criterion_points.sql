-- Points of every criterion: its own where they are published, else the sum of its parts. A sum
-- with a part missing is missing; a part that does not apply leaves the sum and its maximum.
with observed as (
    select
        p.programme_id, o.period_id, o.unit_id, l.criterion_code,
        sum(o.value_num) as part_points, count(o.value_num) as part_count,
        count(*) filter (where o.is_not_applicable) as exempt_count,
        sum(leaf.maximum) filter (where o.is_not_applicable) as exempt_maximum
    from core_programme as p
    join core_criterion_leaf as l using (criteria_set_id)
    join core_criterion as leaf
        on leaf.criteria_set_id = l.criteria_set_id and leaf.criterion_code = l.leaf_code
    join core_point_value as o
        on o.criteria_set_id = p.criteria_set_id and o.column_code = l.leaf_code
    group by all
),
parts as (
    select criteria_set_id, criterion_code, count(*) as leaf_count
    from core_criterion_leaf
    group by all
)
select
    p.programme_id, s.criteria_set_id, e.period_id, u.unit_id, u.group_code,
    c.criterion_code, c.criterion_order, c.depth, s.decimals,
    cast(c.maximum - coalesce(o.exempt_maximum, 0) as decimal(38, 9)) as maximum,
    s.met_from_pct, s.near_from_pct, s.pct_scale,
    coalesce(o.exempt_count = n.leaf_count, false) as is_not_applicable,
    case
        when o.part_count > 0 and o.part_count + o.exempt_count = n.leaf_count
            then cast(o.part_points as decimal(38, 9))
    end as points
from core_programme as p
join core_criteria_set as s using (criteria_set_id)
join core_criterion as c using (criteria_set_id)
join parts as n using (criteria_set_id, criterion_code)
join core_programme_unit as u using (programme_id)
join core_live_period as e using (programme_id)
left join observed as o using (programme_id, period_id, unit_id, criterion_code)
