-- The least and the most that the first step of the order can still become, as one exact number on
-- the same scale as the step itself; nothing where the step is not what the board counts.
select
    t.programme_id, t.period_id, t.unit_id, t.group_code, k.key_kind,
    t.excluded_reason is null as is_ranked,
    case k.key_kind
        when 'conditions_met' then t.low_score
        when 'total_points' then cast(
            cast(t.low_score * k.unit_scale as hugeint) * k.rank_scale
            // nullif(cast(t.maximum * k.unit_scale as hugeint), 0) as decimal(38, 9)
        )
    end as low_key,
    case k.key_kind
        when 'conditions_met' then t.high_score
        when 'total_points' then cast(
            cast(t.high_score * k.unit_scale as hugeint) * k.rank_scale
            // nullif(cast(t.maximum * k.unit_scale as hugeint), 0) as decimal(38, 9)
        )
    end as high_key
from judged_total as t
join core_programme as p using (programme_id)
join core_ranking_key as k using (programme_id)
where k.key_order = 0 and coalesce(t.excluded_reason, 'ranked') <> 'nothing_applies'
    and (k.key_kind = 'total_points' or p.criteria_set_id is null)
