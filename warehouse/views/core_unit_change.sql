-- Days on which a unit that went on existing took in another or gave a part away.
select l.successor_id as unit_id, l.changed_on
from core_unit_link as l
join core_unit as u on u.unit_id = l.successor_id
where l.kind not in ('kept', 'renamed') and coalesce(u.valid_from < l.changed_on, true)
union
select l.predecessor_id, l.changed_on
from core_unit_link as l
join core_unit as u on u.unit_id = l.predecessor_id
where l.kind not in ('kept', 'renamed') and coalesce(u.valid_to >= l.changed_on, true)
