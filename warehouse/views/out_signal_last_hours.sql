-- A sign to look at: a version accepted in the last hours before the due moment (the end of the
-- due day) that changes figures of the version before it. Restricted sheets are not looked at.
with version as (
    select
        submission_id, dataset_id, period_id, unit_id, file_name, received_at, due_on,
        row_number() over one as version_no,
        lag(submission_id) over one as before_id, lag(file_name) over one as before_name,
        count(*) over (partition by dataset_id, period_id, unit_id) as version_count
    from raw_submission__file
    where kind = 'workbook'
    window one as (partition by dataset_id, period_id, unit_id order by revision)
),
late_version as (
    select v.*, b.last_hours as hours, b.last_hours_changed as changed
    from version as v
    cross join core_signal_limit as b
    where v.received_at >= v.due_on + to_hours(b.due_day_ends_utc) - to_hours(b.last_hours)
        and v.received_at < v.due_on + to_hours(b.due_day_ends_utc)
),
figure as (
    select o.*
    from core_observation as o
    anti join core_form_column as c on c.table_code = o.table_code and c.is_restricted
),
compared as (
    select v.submission_id, v.file_name, n.sheet, n.cell
    from late_version as v
    join figure as n using (submission_id)
    left join figure as e
        on e.submission_id = v.before_id and e.table_code = n.table_code
        and e.row_no = n.row_no and e.column_code = n.column_code
    where (n.value_text, n.value_num, n.value_date)
        is distinct from (e.value_text, e.value_num, e.value_date)
    union all
    select v.submission_id, v.before_name, e.sheet, e.cell
    from late_version as v
    join figure as e on e.submission_id = v.before_id
    anti join figure as n
        on n.submission_id = v.submission_id and n.table_code = e.table_code
        and n.row_no = e.row_no and n.column_code = e.column_code
)
select
    v.dataset_id as programme_id, v.period_id, 'last_hours' as kind, v.unit_id,
    cast(null as varchar) as criterion_code, v.version_no, v.version_count, v.hours,
    count(*) as changed_count,
    list_sort(list(struct_pack(file := c.file_name, sheet := c.sheet, cell := c.cell))) as places
from late_version as v
join compared as c using (submission_id)
where v.before_id is not null
group by v.dataset_id, v.period_id, v.unit_id, v.submission_id, v.version_no, v.version_count,
    v.hours, v.changed
having count(*) >= v.changed
