-- Whether every verdict rests on verified figures; null while it rests on none. A sum is verified
-- when all that is known below it is. How far a unit is verified is counted by what applies to it,
-- and by leaves only.
with seen as materialized (
    select v.*, p.criteria_set_id
    from out_verdict as v
    join core_programme as p using (programme_id)
),
leaf as (
    select
        v.programme_id, v.period_id, v.unit_id, v.subject, b.criterion_code,
        bool_and(v.layer <> 'self') as is_verified
    from seen as v
    join core_criterion_leaf as b
        on b.criteria_set_id = v.criteria_set_id and b.leaf_code = v.criterion_code
    where v.layer is not null
    group by all
)
select
    v.programme_id, v.period_id, v.unit_id, v.group_code, v.subject, v.criterion_code, v.state,
    case
        when v.state in ('pending', 'council', 'not_applicable', 'restricted') then null
        when v.subject = 'criterion' then l.is_verified
        else f.is_verified
    end as is_verified,
    v.state not in ('not_applicable', 'restricted')
        and (v.subject = 'collective' or c.is_leaf) as is_counted
from seen as v
left join core_criterion as c
    on v.subject = 'criterion' and c.criteria_set_id = v.criteria_set_id
    and c.criterion_code = v.criterion_code
left join leaf as l
    on l.subject = v.subject and l.programme_id = v.programme_id and l.period_id = v.period_id
    and l.unit_id = v.unit_id and l.criterion_code = v.criterion_code
left join out_figure_basis as f
    on f.subject = v.subject and f.programme_id = v.programme_id and f.period_id = v.period_id
    and f.unit_id = v.unit_id and f.criterion_code = v.criterion_code
