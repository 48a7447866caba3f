-- Every cell of the sheets that figures came from, with the heading above it: the first row with the
-- most words. Sheets about persons never leave.
with line as (
    select submission_id, sheet, row_no, count(*) filter (where kind = 'text') as word_count
    from raw_submission__cell
    group by all
),
head as (
    select submission_id, sheet, row_no
    from line
    qualify row_number() over (
        partition by submission_id, sheet order by word_count desc, row_no
    ) = 1
),
personal as (
    select submission_id, sheet
    from core_observation
    where starts_with(table_code, 'person_')
        or table_code in (select table_code from core_form_column where is_restricted)
)
select
    f.receipt_code, c.submission_id, c.sheet, c.row_no, c.column_no, c.cell, c.kind, c.text,
    case when n.row_no < c.row_no then h.text end as heading
from raw_submission__cell as c
join raw_submission__file as f using (submission_id)
join head as n using (submission_id, sheet)
left join raw_submission__cell as h
    on h.submission_id = c.submission_id and h.sheet = c.sheet
    and h.row_no = n.row_no and h.column_no = c.column_no
anti join personal as p on p.submission_id = c.submission_id and p.sheet = c.sheet
