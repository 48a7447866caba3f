-- Leaves of which nothing is known. Only units that lack any leaf are looked at leaf by leaf.
with lacking as (
    select * from core_lacking_unit
),
known as (
    select k.programme_id, k.period_id, k.unit_id, k.criterion_code
    from core_leaf_known as k
    semi join lacking using (programme_id, period_id, unit_id)
)
select n.programme_id, n.period_id, n.unit_id, c.criterion_code
from lacking as n
join core_leaf as c using (programme_id)
anti join known as k
    on k.programme_id = n.programme_id and k.period_id = n.period_id
    and k.unit_id = n.unit_id and k.criterion_code = c.criterion_code
