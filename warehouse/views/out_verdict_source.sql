-- From a verdict to its cells: file, sheet, cell, hand-in, person, moment.
select
    i.programme_id, i.period_id, i.source_period_id, s.unit_id, t.unit_code, i.criterion_code,
    i.measure_label, s.table_code, s.column_code, s.row_no, s.layer, s.sheet, s.cell,
    s.cell_text, s.file_name, s.sha256, s.actor, s.received_at, s.receipt_code, s.source_note,
    s.is_sample, c.choice_order as column_order,
    s.table_code in (select table_code from core_form_column where is_restricted) as is_restricted
from core_criterion_place as i
join out_source as s
    on s.dataset_id = i.dataset_id and s.table_code = i.table_code
    and s.period_id = i.source_period_id
    and (i.column_code is null or s.column_code = i.column_code)
join core_known_unit as t on t.programme_id = i.programme_id and t.unit_id = s.unit_id
left join core_choice as c on c.list_code = 'layer' and c.choice_code = s.layer
