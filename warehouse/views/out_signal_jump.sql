-- A sign to look at: a reported figure far from that of the period before, in a unit that can be
-- compared, with no document in its line (workbook) or beside its points (table).
with jump as (
    select
        n.*, e.period_id as period_before, e.value_num as value_before,
        e.file_name as file_before, e.sheet as sheet_before, e.cell as cell_before
    from core_signal_figure as n
    join core_previous_period as q using (programme_id, period_id)
    join core_signal_figure as e
        on e.programme_id = n.programme_id and e.period_id = q.previous_period_id
        and e.unit_id = n.unit_id and e.figure_code = n.figure_code
    where abs(n.value_num - e.value_num) >= n.bound
),
documented as (
    select j.submission_id, j.sheet, j.cell
    from jump as j
    join raw_submission__cell as v using (submission_id, sheet, cell)
    join core_form_column as c on c.table_code = j.table_code and c.column_code = 'document_ref'
    join raw_submission__cell as h
        on h.submission_id = j.submission_id and h.sheet = j.sheet
        and nfc_normalize(lower(trim(h.text))) = nfc_normalize(lower(c.label))
    join raw_submission__cell as d
        on d.submission_id = j.submission_id and d.sheet = j.sheet and d.row_no = v.row_no
        and d.column_no = h.column_no and trim(d.text) <> ''
    union
    select j.submission_id, j.sheet, j.cell
    from jump as j
    join core_self_point as p
        on p.table_code = 'point_evidence' and p.period_id = j.period_id
        and p.unit_id = j.unit_id and p.column_code = j.criterion_code
)
select
    j.programme_id, j.period_id, 'jump_without_document' as kind, j.unit_id, j.criterion_code,
    j.label, j.value_num as value_now, j.value_before, e.label as period_before,
    [
        struct_pack(file := j.file_name, sheet := j.sheet, cell := j.cell),
        struct_pack(file := j.file_before, sheet := j.sheet_before, cell := j.cell_before)
    ] as places
from jump as j
anti join documented as d using (submission_id, sheet, cell)
join core_period as e on e.programme_id = j.programme_id and e.period_id = j.period_before
join core_comparable as c
    on c.programme_id = j.programme_id and c.period_id = j.period_id
    and c.earlier_period_id = j.period_before and c.unit_id = j.unit_id
    and not list_has_any(c.reason_codes, ['not_yet', 'ended', 'changed', 'other_rules'])
