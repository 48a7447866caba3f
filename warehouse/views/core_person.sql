-- Persons that a unit put forward in its counting workbook, one a line of the sheet.
select
    o.dataset_id as programme_id, o.period_id, o.unit_id, o.row_no,
    max(o.value_text) filter (where o.column_code = 'person_code') as person_code,
    max(o.value_text) filter (where o.column_code = 'full_name') as full_name,
    max(o.value_text) filter (where o.column_code = 'job_title') as job_title,
    max(o.value_text) filter (where o.column_code = 'document_number') as document_number,
    max(c.choice_order) as level_order
from judged_observation as o
left join core_choice as c
    on o.column_code = 'level' and c.list_code = 'level' and c.choice_code = o.value_text
where o.table_code = 'individuals'
group by all
