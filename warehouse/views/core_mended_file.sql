-- Files with cells mended on the screen: how many, and the digest and name of the user's own file.
select submission_id, original_sha256, original_name, count(*) as mended_count
from raw_submission__mend
group by submission_id, original_sha256, original_name
