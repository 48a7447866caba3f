-- The number of the document that a workbook names beside a figure of its results sheet: in the
-- same line, under the heading of that column.
select o.submission_id, o.column_code, trim(d.text) as document
from judged_observation as o
join core_form_column as c on c.table_code = o.table_code and c.column_code = 'document_ref'
join raw_submission__cell as h
    on h.submission_id = o.submission_id and h.sheet = o.sheet
    and nfc_normalize(lower(trim(h.text))) = nfc_normalize(lower(c.label))
join raw_submission__cell as d
    on d.submission_id = o.submission_id and d.sheet = o.sheet and d.row_no = o.row_no
    and d.column_no = h.column_no and trim(d.text) <> ''
