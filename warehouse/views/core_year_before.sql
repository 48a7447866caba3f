-- The same period of the immediately preceding year.
select p.programme_id, p.period_id, q.period_id as before_period_id
from core_period as p
join core_period as q
    on q.programme_id = p.programme_id and q.series = p.series
    and q.period_order = p.period_order and q.year = p.year - 1
