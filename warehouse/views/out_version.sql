-- The versions that a unit handed in for a period, the oldest first, what became of each, and
-- whether its figures are those of the version before it.
select
    f.dataset_id as programme_id, f.period_id, f.unit_id, u.unit_code, u.unit_name,
    f.submission_id, f.receipt_code, f.file_name, f.sha256, f.actor, f.account, f.received_at,
    f.is_late, f.due_on, f.revision,
    row_number() over one as version_no,
    coalesce(f.content_sha256 = lag(f.content_sha256) over one, false) as is_unchanged,
    case
        when v.is_withdrawn then 'withdrawn'
        when c.submission_id is not null then 'counts'
        when v.is_waiting then 'waiting'
        else 'superseded'
    end as status,
    v.withdrawn_by, v.withdrawn_at, v.withdrawn_reason, v.approved_by, v.approved_at,
    p.approval
from raw_submission__file as f
join core_version as v using (submission_id)
join core_programme as p on p.programme_id = f.dataset_id
join core_programme_unit as u on u.programme_id = f.dataset_id and u.unit_id = f.unit_id
left join judged_file as c using (submission_id)
where f.kind = 'workbook'
window one as (partition by f.dataset_id, f.period_id, f.unit_id order by f.revision)
