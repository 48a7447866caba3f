-- Units left out of the ranking, each with its reason.
select
    b.programme_id, b.period_id, b.group_code, g.label as group_label, g.group_order,
    b.unit_id, u.unit_code, u.unit_name, u.unit_order, b.excluded_reason as reason_code
from core_board_total as b
join core_programme_group as g using (programme_id, group_code)
join core_programme_unit as u using (programme_id, group_code, unit_id)
where b.excluded_reason is not null
