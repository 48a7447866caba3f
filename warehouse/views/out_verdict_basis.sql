-- Whether every verdict rests on verified figures; null while it rests on none. A sum is verified
-- when all that is known below it is.
with leaf as (
    select
        v.programme_id, v.period_id, v.unit_id, v.subject, b.criterion_code,
        bool_and(v.layer <> 'self') as is_verified
    from out_verdict as v
    join core_programme as p using (programme_id)
    join core_criterion_leaf as b
        on b.criteria_set_id = p.criteria_set_id and b.leaf_code = v.criterion_code
    where v.layer is not null
    group by all
)
select
    v.programme_id, v.period_id, v.unit_id, v.group_code, v.subject, v.criterion_code, v.state,
    case
        when v.state in ('pending', 'council', 'not_applicable', 'restricted') then null
        when v.subject = 'criterion' then l.is_verified
        else f.is_verified
    end as is_verified
from out_verdict as v
left join leaf as l
    on l.subject = v.subject and l.programme_id = v.programme_id and l.period_id = v.period_id
    and l.unit_id = v.unit_id and l.criterion_code = v.criterion_code
left join out_figure_basis as f
    on f.subject = v.subject and f.programme_id = v.programme_id and f.period_id = v.period_id
    and f.unit_id = v.unit_id and f.criterion_code = v.criterion_code
