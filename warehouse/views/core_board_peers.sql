-- Which units are ranked among themselves in a period.
select
    programme_id, period_id, group_code, count(*) as peer_count,
    list(unit_id order by unit_id) as peers
from judged_rank
group by all
