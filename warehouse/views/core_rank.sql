-- Ranks inside a peer group on unrounded figures; equal units share a rank ("1, 1, 3"). Kept in
-- judged_rank.
select
    b.programme_id, b.period_id, b.unit_id, b.group_code, o.order_keys,
    rank() over (
        partition by b.programme_id, b.period_id, b.group_code order by o.order_keys desc
    ) as rank,
    count(*) over (
        partition by b.programme_id, b.period_id, b.group_code, o.order_keys
    ) > 1 as is_tied,
    count(*) over (partition by b.programme_id, b.period_id, b.group_code) as ranked_count
from judged_total as b
join judged_live_period as e using (programme_id, period_id)
join core_board_order as o using (programme_id, period_id, unit_id)
where b.excluded_reason is null
