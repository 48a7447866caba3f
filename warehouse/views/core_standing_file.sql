-- Files that may count: not withdrawn, and approved by the head where the programme asks for it.
select f.*
from raw_submission__file as f
join core_version as v using (submission_id)
where not v.is_withdrawn and not v.is_waiting
