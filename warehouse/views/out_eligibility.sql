-- Who may be proposed: veto first, then what fails, what is missing, what the council must see. In
-- full for those who may see every condition; else over those that anybody may see. A unit that
-- handed in nothing is never proposed, whatever was published about it.
with said as (
    select programme_id, period_id, unit_id, group_code, state, true as is_full
    from out_full_verdict
    union all
    select programme_id, period_id, unit_id, group_code, state, false from out_verdict
),
folded as (
    select
        programme_id, period_id, unit_id, group_code, is_full,
        bool_or(state = 'excluded') as is_vetoed,
        bool_or(state = 'pending') as is_pending,
        bool_or(state = 'council') as is_council,
        count(*) filter (where state = 'not_met') as not_met_count
    from said
    group by all
),
stated as (
    select
        f.*,
        case
            when f.is_vetoed then 'excluded'
            when f.not_met_count > 0 then 'not_met'
            when f.is_pending or t.excluded_reason = 'no_hand_in' then 'pending'
            when f.is_council then 'council'
            else 'met'
        end as state,
        o.order_keys
    from folded as f
    left join judged_total as t using (programme_id, period_id, unit_id)
    left join core_board_order as o using (programme_id, period_id, unit_id)
)
select
    s.programme_id, s.period_id, s.unit_id, s.group_code, u.unit_code, u.unit_name,
    u.unit_order, s.is_full, s.state, s.not_met_count,
    list_position(['met', 'council', 'pending', 'not_met', 'excluded'], s.state) as state_order,
    case when s.state = 'met' then rank() over (
        partition by s.programme_id, s.period_id, s.is_full, s.state order by s.order_keys desc
    ) end as proposal_rank,
    case when s.state = 'met' then count(*) over (
        partition by s.programme_id, s.period_id, s.is_full, s.state, s.order_keys
    ) end as tied_count
from stated as s
join core_programme_unit as u using (programme_id, group_code, unit_id)
