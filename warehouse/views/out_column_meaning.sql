-- What was said of the headings of result tables, and whether it is still used.
select
    dataset_id, heading_key, heading, column_code, actor, account, recorded_at, revision,
    case
        when lead(revision) over one is not null then 'replaced'
        when column_code is null then 'revoked'
        else 'in_force'
    end as state
from core_column_meaning
window one as (partition by dataset_id, heading_key order by revision)
