-- Every closing and reopening of a period; which version it made, and whether it stands now.
select
    c.*, count(*) filter (where c.action = 'close') over (
        partition by c.programme_id, c.period_id order by c.revision
    ) as version,
    z.closing_id is not null as is_current
from core_closing as c
left join core_closed_period as z using (closing_id)
