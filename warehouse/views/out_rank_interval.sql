-- How sure each place is: what is still possible while figures lack, where the place lies when the
-- weights vary, and from which neighbours in the order nothing of this sets a unit apart.
with placed as (
    select
        u.*, e.period_id, r.rank, g.best_rank, g.worst_rank, d.low_rank, d.high_rank,
        least(g.best_rank, d.low_rank) as first_rank,
        greatest(g.worst_rank, d.high_rank) as last_rank,
        case when r.rank is not null then dense_rank() over (
            partition by u.programme_id, e.period_id, u.group_code order by r.rank
        ) end as step
    from core_programme_unit as u
    join core_period as e using (programme_id)
    left join judged_rank as r using (programme_id, period_id, unit_id)
    left join out_rank_range as g using (programme_id, period_id, unit_id)
    left join core_rank_interval as d using (programme_id, period_id, unit_id)
    where r.rank is not null or g.best_rank is not null
),
beside as (
    select
        *,
        list({
            'step': step, 'unit_order': unit_order, 'unit_code': unit_code,
            'first_rank': first_rank, 'last_rank': last_rank
        }) over (
            partition by programme_id, period_id, group_code
            order by step range between 1 preceding and 1 following
        ) as near
    from placed
),
tied as (
    select
        *,
        list_sort(list_filter(near, lambda o: (
            o.step <> step and o.first_rank <= last_rank and o.last_rank >= first_rank
        ))) as level_with
    from beside
)
select
    t.programme_id, t.period_id, t.group_code, q.group_order, t.unit_id, t.unit_code,
    t.unit_name, t.unit_order, t.rank, t.best_rank, t.worst_rank, t.low_rank, t.high_rank,
    len(t.level_with) > 0 as is_technical_tie,
    list_transform(t.level_with, lambda o: o.unit_code) as tied_with
from tied as t
join core_programme_group as q using (programme_id, group_code)
