-- Units left out of the ranking, each with its reason; in a period without figures, all of them.
with left_out as (
    select programme_id, period_id, unit_id, excluded_reason as reason_code
    from judged_total
    where excluded_reason is not null
    union all
    select
        e.programme_id, e.period_id, u.unit_id,
        case when p.has_workbook then 'no_hand_in' else 'no_result' end
    from core_period as e
    join core_programme as p using (programme_id)
    join core_programme_unit as u using (programme_id)
    anti join core_judged_period as l using (programme_id, period_id)
    where not e.is_base
)
select
    b.programme_id, b.period_id, u.group_code, g.label as group_label, g.group_order,
    b.unit_id, u.unit_code, u.unit_name, u.unit_order, b.reason_code
from left_out as b
join core_programme_unit as u using (programme_id, unit_id)
join core_programme_group as g using (programme_id, group_code)
