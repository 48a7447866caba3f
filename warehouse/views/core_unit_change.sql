-- Days on which a unit on a board, which went on existing, took in another or gave a part away.
with listed as (
    select u.* from core_unit as u semi join core_programme_unit as m using (unit_id)
)
select l.successor_id as unit_id, l.changed_on
from core_unit_link as l
join listed as u on u.unit_id = l.successor_id
where l.kind not in ('kept', 'renamed') and coalesce(u.valid_from < l.changed_on, true)
union
select l.predecessor_id, l.changed_on
from core_unit_link as l
join listed as u on u.unit_id = l.predecessor_id
where l.kind not in ('kept', 'renamed') and coalesce(u.valid_to >= l.changed_on, true)
