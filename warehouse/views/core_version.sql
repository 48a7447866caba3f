-- Every accepted file and what became of it: whether it was withdrawn, by whom and why, whether its
-- head approved it, and whether it still waits for that where the programme asks for it.
select
    f.submission_id,
    w.submission_id is not null as is_withdrawn,
    w.actor as withdrawn_by, w.recorded_at as withdrawn_at, w.reason as withdrawn_reason,
    a.actor as approved_by, a.recorded_at as approved_at,
    f.kind = 'workbook' and coalesce(p.approval = 'head', false) and a.submission_id is null
        as is_waiting
from raw_submission__file as f
left join core_programme as p on p.programme_id = f.dataset_id
left join raw_submission__step as w on w.submission_id = f.submission_id and w.step = 'withdraw'
left join raw_submission__step as a on a.submission_id = f.submission_id and a.step = 'approve'
