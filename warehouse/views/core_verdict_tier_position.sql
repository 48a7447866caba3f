-- A published group, or the group that a rank falls into when the ranked units are split equally:
-- the smallest group g with rank x groups <= g x units.
with placed as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.tier, s.better_counts,
        s.peers_measure is not null and v.numerator > n.numerator as is_outside,
        v.numerator as rank, n.numerator as peers,
        case
            when s.peers_measure is null then cast(v.numerator as hugeint)
            -- whole numbers throughout; rounding up is the whole part of (a + b - 1) / b
            when n.numerator >= v.numerator then
                (cast(v.numerator as hugeint) * s.tiers + cast(n.numerator as hugeint) - 1)
                // nullif(cast(n.numerator as hugeint), 0)
        end as reached
    from core_subject_condition as s
    left join judged_measure as v using (programme_id, period_id, unit_id, measure_code)
    left join judged_measure as n
        on n.programme_id = s.programme_id and n.period_id = s.period_id
        and n.unit_id = s.unit_id and n.measure_code = s.peers_measure
    where s.rule_kind = 'tier_position'
)
select
    programme_id, period_id, unit_id, condition_code,
    case
        when reached is null then 'pending'
        when reached = tier or (reached < tier and better_counts) then 'met'
        else 'not_met'
    end as state,
    false as is_near,
    case
        when is_outside then 'rank_outside'
        when reached is null then 'missing'
        when reached = tier then 'tier_reached'
        when reached < tier and better_counts then 'tier_exceeded'
        else 'tier_missed'
    end as reason_code,
    rank as numerator, peers as denominator,
    cast(reached as varchar) as value_text,
    cast(null as bigint) as gap_count
from placed
