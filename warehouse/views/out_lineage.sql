-- From each unit to the ones that came after it, under the names of that day; a unit that only
-- took another name or kind is its own successor. A share that nobody declared is null.
select
    l.predecessor_id, p.unit_code as predecessor_code,
    coalesce(pn.name, p.name) as predecessor_name,
    l.successor_id, s.unit_code as successor_code, coalesce(sn.name, s.name) as successor_name,
    case l.kind
        when 'kept' then 'unchanged'
        when 'merged' then 'merged_whole'
        else l.kind
    end as kind,
    l.changed_on, l.weight_pct, l.is_ours, l.weight_basis, l.source
from core_unit_link as l
join core_unit as p on p.unit_id = l.predecessor_id
join core_unit as s on s.unit_id = l.successor_id
left join core_unit_name as pn
    on pn.unit_id = l.predecessor_id and pn.valid_to >= l.changed_on - 1
    and coalesce(pn.valid_from < l.changed_on, true)
left join core_unit_name as sn
    on sn.unit_id = l.successor_id and sn.valid_to >= l.changed_on
    and coalesce(sn.valid_from <= l.changed_on, true)
union all
select
    n.unit_id, u.unit_code, n.name, n.unit_id, u.unit_code, n.next_name, 'renamed',
    n.changed_on, n.weight_pct, false, null, n.changed_by
from core_unit_name as n
join core_unit as u using (unit_id)
