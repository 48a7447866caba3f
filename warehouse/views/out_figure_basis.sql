-- Who stands behind the figures of a condition: verified when for every figure somebody other than
-- the unit itself wrote it (published, decided), or when the system measured it. A published figure
-- stands above the unit's own.
with figure as (
    select
        i.programme_id, i.period_id, o.unit_id, i.criterion_code, i.source_period_id,
        o.table_code, o.column_code, bool_or(o.layer <> 'self') as is_verified
    from core_criterion_place as i
    -- a tree of criteria has many figures, and no condition
    join core_condition as c
        on c.programme_id = i.programme_id and c.condition_code = i.criterion_code
    join judged_observation as o
        on o.dataset_id = i.dataset_id and o.table_code = i.table_code
        and o.period_id = i.source_period_id
        and (i.column_code is null or o.column_code = i.column_code)
    group by all
),
told as (
    select programme_id, period_id, unit_id, criterion_code, bool_and(is_verified) as is_verified
    from figure
    group by all
)
select
    u.programme_id, e.period_id, u.unit_id, 'collective' as subject,
    c.condition_code as criterion_code,
    coalesce(t.is_verified, m.source_kind = 'hand_in_on_time', false) as is_verified
from core_condition as c
join core_programme_unit as u using (programme_id)
join core_period as e using (programme_id)
left join core_measure as m using (programme_id, measure_code)
left join told as t
    on t.programme_id = u.programme_id and t.period_id = e.period_id
    and t.unit_id = u.unit_id and t.criterion_code = c.condition_code
where c.subject = 'collective'
