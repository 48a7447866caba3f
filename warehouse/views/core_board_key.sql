-- The steps of the order, each as one exact number; kept in judged_key. A fraction becomes the whole
-- part of fraction x rank_scale, which keeps apart any two ratios of counts up to a thousand million.
select
    b.programme_id, b.period_id, b.unit_id, k.key_order, k.key_kind,
    case k.key_kind
        when 'conditions_met' then cast(b.met_count as decimal(38, 9))
        -- achieved over what applies, so that a smaller scale is no advantage and no loss
        when 'total_points' then cast(
            cast(b.total_points * k.unit_scale as hugeint) * k.rank_scale
            // nullif(cast(b.maximum * k.unit_scale as hugeint), 0) as decimal(38, 9)
        )
        when 'measure' then
            case
                -- the first place is the best, and no figure is worse than any
                when m.value_type = 'rank' then cast(
                    m.rank_scale // cast(v.numerator as hugeint) as decimal(38, 9)
                )
                when m.source_kind = 'reported' then cast(v.numerator as decimal(38, 9))
                when v.denominator <> 0 then cast(
                    cast(v.numerator * k.unit_scale as hugeint) * m.rank_scale
                    // cast(v.denominator * k.unit_scale as hugeint) as decimal(38, 9)
                )
            end
    end as key_value
from judged_total as b
join judged_live_period as e using (programme_id, period_id)
join core_ranking_key as k using (programme_id)
left join core_measure as m
    on m.programme_id = k.programme_id and m.measure_code = k.measure_code
left join judged_measure as v
    on v.programme_id = b.programme_id and v.period_id = b.period_id
    and v.unit_id = b.unit_id and v.measure_code = k.measure_code
