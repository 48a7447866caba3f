-- Every accepted file, and what became of it: counts, replaced, withdrawn, waits for its head.
select
    f.dataset_id, f.period_id, f.unit_id, u.unit_code, u.name as unit_name, f.kind,
    f.receipt_code, f.file_name, f.sha256, f.size_bytes, f.actor, f.received_at, f.due_on,
    f.is_late, f.is_sample, f.source_note, f.cell_count, f.revision,
    case
        when v.is_withdrawn then 'withdrawn'
        when c.submission_id is not null then 'counts'
        when v.is_waiting then 'waiting'
        else 'superseded'
    end as status
from raw_submission__file as f
join core_version as v using (submission_id)
left join core_unit as u using (unit_id)
left join judged_file as c using (submission_id)
