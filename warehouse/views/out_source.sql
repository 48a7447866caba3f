-- Every figure that counts, with the file, sheet and cell it came from.
select
    o.dataset_id, o.period_id, o.unit_id, o.table_code, o.row_no, o.column_code, o.layer,
    o.value_text, o.value_num, o.value_date, o.sheet, o.cell, c.text as cell_text,
    f.submission_id, f.receipt_code, f.file_name, f.sha256, f.actor, f.received_at,
    f.source_note, f.is_sample
from core_source_figure as o
join raw_submission__file as f using (submission_id)
left join raw_submission__cell as c
    on c.submission_id = o.submission_id and c.sheet = o.sheet and c.cell = o.cell
