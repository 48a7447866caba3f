-- Ranks against the year before, folded: all asks that none is worse, any that one is better.
with folded as (
    select
        programme_id, period_id, unit_id, condition_code, combine,
        list(state) as states,
        -- the reasons of each state, so that the reason told is one of the state that stands
        list(state || ' ' || reason_code) as reasons,
        string_agg(value_text, '; ' order by measure_order) as value_text
    from core_rank_pair
    group by all
),
stated as (
    select
        *,
        case
            when combine = 'any' and list_contains(states, 'met') then 'met'
            when combine = 'all' and list_contains(states, 'not_met') then 'not_met'
            when list_contains(states, 'pending') then 'pending'
            when list_contains(states, 'council') then 'council'
            when list_contains(states, 'not_met') then 'not_met'
            when list_contains(states, 'met') then 'met'
            else 'not_applicable'
        end as state
    from folded
)
select
    programme_id, period_id, unit_id, condition_code, state, false as is_near,
    case
        when list_contains(reasons, state || ' assignment_unknown') then 'assignment_unknown'
        when list_contains(reasons, state || ' missing') then 'missing'
        when list_contains(reasons, state || ' no_base_year') then 'no_base_year'
        when list_contains(reasons, state || ' already_first') then 'already_first'
        when list_contains(reasons, state || ' rank_compared') then 'rank_compared'
        else 'nothing_assigned'
    end as reason_code,
    cast(null as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    value_text,
    cast(null as bigint) as gap_count
from stated
