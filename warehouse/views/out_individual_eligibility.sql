-- Which persons may be proposed, folded like units; among those who qualify their units' order
-- decides the place (ours), and equal places are shown.
with folded as (
    select
        programme_id, period_id, unit_id, unit_code, unit_name, unit_order, group_code, person_code,
        full_name, job_title,
        count(*) filter (where state = 'not_met') as not_met_count,
        case
            when bool_or(state = 'excluded') then 'excluded'
            when bool_or(state = 'not_met') then 'not_met'
            when bool_or(state = 'pending') then 'pending'
            when bool_or(state = 'council') then 'council'
            else 'met'
        end as state
    from out_individual_verdict
    group by all
)
select
    f.*, list_position(['met', 'council', 'pending', 'not_met', 'excluded'], f.state)
        as state_order,
    case when f.state = 'met' then rank() over (
        partition by f.programme_id, f.period_id, f.state order by o.order_keys desc
    ) end as proposal_rank,
    case when f.state = 'met' then count(*) over (
        partition by f.programme_id, f.period_id, f.state, o.order_keys
    ) end as tied_count
from folded as f
left join core_board_order as o using (programme_id, period_id, unit_id)
