-- Every cell in which a unit names a document as evidence: of an open sheet, or beside a self score.
select
    p.programme_id, o.period_id, o.unit_id, k.criterion_code, o.submission_id,
    o.table_code || ' ' || o.row_no as place_key, o.value_text, f.file_name, f.receipt_code,
    o.sheet, o.cell
from judged_observation as o
join core_form_column as c using (table_code, column_code)
join core_programme as p on p.programme_id = o.dataset_id
join raw_submission__file as f using (submission_id)
left join core_sheet_criterion as k
    on k.programme_id = p.programme_id and k.table_code = o.table_code
where c.is_document and not c.is_restricted and o.layer = 'self'
union all
select
    p.programme_id, o.period_id, o.unit_id, o.column_code, o.submission_id,
    o.column_code, o.value_text, f.file_name, f.receipt_code, o.sheet, o.cell
from core_self_point as o
join core_programme as p on p.criteria_set_id = o.dataset_id
join raw_submission__file as f using (submission_id)
where o.table_code = 'point_evidence'
