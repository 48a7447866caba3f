-- Rows of initiatives and of discipline, one a line, with their level or severity as an order.
select
    o.dataset_id as programme_id, o.period_id, o.unit_id, o.table_code, o.row_no,
    max(o.value_text) filter (where o.column_code = 'document_number') as document_number,
    max(o.value_text) filter (where o.column_code = 'position') as position_code,
    max(c.choice_order) as grade_order
from judged_observation as o
left join core_choice as c
    on c.list_code = o.column_code and c.choice_code = o.value_text
    and o.column_code in ('level', 'severity')
where o.table_code in ('initiatives', 'discipline')
group by all
