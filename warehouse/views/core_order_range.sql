-- The least and the most that the steps of the order can still become, side by side: the first by
-- what is open, a later figure as it is known. A later step without a figure, or that is no figure,
-- may still become less than any and more than any (nothing in a list stands above everything).
with later as (
    select
        programme_id, period_id, unit_id, key_order, lowest,
        case when key_kind = 'measure' then key_value end as figure
    from judged_key
    cross join (select cast(-1 as decimal(38, 9)) as lowest)
    where key_order > 0
),
side_by_side as (
    select
        programme_id, period_id, unit_id,
        list(coalesce(figure, lowest) order by key_order) as low_keys,
        list(figure order by key_order) as high_keys
    from later
    group by all
)
select
    f.programme_id, f.period_id, f.unit_id, f.group_code, f.is_ranked,
    list_concat([f.low_key], s.low_keys) as low_keys,
    list_concat([f.high_key], s.high_keys) as high_keys
from core_score_range as f
left join side_by_side as s using (programme_id, period_id, unit_id)
where f.low_key is not null
