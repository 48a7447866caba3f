-- The period before, inside the same series (months after months, reports after reports).
select
    programme_id, period_id,
    lag(period_id) over (
        partition by programme_id, series order by year, period_order
    ) as previous_period_id
from core_period
