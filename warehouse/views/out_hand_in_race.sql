-- How many units of a group have handed in for a period, on time or late.
select
    e.programme_id, e.period_id, e.due_on, g.group_code, g.label as group_label, g.group_order,
    count(u.unit_id) as unit_count,
    count(t.receipt_code) filter (where not t.is_late) as on_time_count,
    count(t.receipt_code) filter (where t.is_late) as late_count,
    count(u.unit_id) - count(t.receipt_code) as missing_count
from core_period as e
join core_programme as p using (programme_id)
join core_programme_group as g using (programme_id)
join core_programme_unit as u using (programme_id, group_code)
left join judged_total as t
    on t.programme_id = e.programme_id and t.period_id = e.period_id and t.unit_id = u.unit_id
where p.has_workbook and not e.is_base
group by all
