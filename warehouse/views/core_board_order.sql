-- The steps of the order side by side, first step first; a missing figure stands last.
select
    programme_id, period_id, unit_id,
    list(coalesce(key_value, lowest) order by key_order) as order_keys
from judged_key
cross join (select cast(-1 as decimal(38, 9)) as lowest)
group by all
