-- What a unit named as evidence in the files that count, each with its cell.
select
    e.programme_id, e.period_id, e.unit_id, u.unit_code, e.criterion_code, e.value_text,
    e.file_name, e.receipt_code, e.sheet, e.cell
from core_evidence as e
join core_programme_unit as u using (programme_id, unit_id)
where trim(e.value_text) <> ''
