-- The receipt of every accepted workbook: what was read, and which version counts now.
-- What was read is null where the file came before this was noted.
select
    v.*, p.short_title as programme_name, e.label as period_label, f.cell_count,
    r.sheet_count, r.row_count, r.figure_count, r.criterion_count, r.criterion_asked,
    m.original_sha256, m.original_name, coalesce(m.mended_count, 0) as mended_count,
    c.receipt_code as counting_receipt_code, c.version_no as counting_version_no, f.is_sample
from out_version as v
join raw_submission__file as f using (submission_id)
join core_programme as p on p.programme_id = v.programme_id
join core_period as e on e.programme_id = v.programme_id and e.period_id = v.period_id
left join raw_submission__reading as r using (submission_id)
left join core_mended_file as m using (submission_id)
left join out_version as c
    on c.programme_id = v.programme_id and c.period_id = v.period_id and c.unit_id = v.unit_id
    and c.status = 'counts'
