-- What the period before left behind: the figures of a unit's counting workbook, beside the period
-- that follows in the same series, and whether that one takes the earlier one in (a half year
-- does so with its first quarter). Restricted sheets are left out: nobody copies persons.
select
    p.programme_id, p.period_id, o.unit_id, b.label as label_before,
    n.starts_on <= b.starts_on as takes_in,
    date_diff('day', n.starts_on, n.ends_on) + 1 as days,
    date_diff('day', b.starts_on, b.ends_on) + 1 as days_before,
    o.table_code, o.row_no, o.column_code, o.value_text, o.value_num, o.value_date
from core_previous_period as p
join core_period as n using (programme_id, period_id)
join core_period as b
    on b.programme_id = p.programme_id and b.period_id = p.previous_period_id
join judged_observation as o
    on o.dataset_id = p.programme_id and o.period_id = p.previous_period_id
join judged_file as f on f.submission_id = o.submission_id and f.kind = 'workbook'
anti join core_form_column as c
    on c.table_code = o.table_code and c.column_code = o.column_code and c.is_restricted
