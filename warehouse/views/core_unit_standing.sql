-- Since when and until when a unit on a board stands for the same people and land: a successor of
-- one whole unit that was alone stands as long as that unit did, under whatever id, name or kind.
with same as (
    select predecessor_id, successor_id from core_unit_link where kind in ('kept', 'renamed')
),
-- the few on boards first: the register has thousands
listed as (
    select u.* from core_unit as u semi join core_programme_unit as m using (unit_id)
)
select
    u.unit_id,
    case when b.successor_id is null then u.valid_from else p.valid_from end as stands_from,
    case when a.predecessor_id is null then u.valid_to else s.valid_to end as stands_to,
    u.valid_from, u.valid_to
from listed as u
left join same as b on b.successor_id = u.unit_id
left join core_unit as p on p.unit_id = b.predecessor_id
left join same as a on a.predecessor_id = u.unit_id
left join core_unit as s on s.unit_id = a.successor_id
