-- Proportions: maximum x share, rounded once, half up, to the last kept decimal. All in whole
-- numbers, because a division of decimals would pass through a binary float.
with whole as (
    select
        f.programme_id, f.period_id, f.unit_id, f.criterion_code, f.unit,
        cast(cast(f.maximum as decimal(38, 9)) * f.unit_scale as hugeint) as most,
        -- a falling scale is a rising one seen from the other end
        case when r.full_at < r.zero_at then -1 else 1 end as direction,
        cast(f.numerator * f.unit_scale as hugeint) * f.scale as reached,
        cast(cast(coalesce(r.zero_at, 0) as decimal(38, 9)) * f.unit_scale as hugeint) as nought,
        -- a survey's rate runs from nought to the whole
        cast(cast(coalesce(r.full_at, f.scale) as decimal(38, 9)) * f.unit_scale as hugeint) as full_mark,
        cast(f.denominator as hugeint) as denominator
    from core_rule_figure as f
    join core_point_rule as r using (criteria_set_id, criterion_code)
    where f.rule_kind in ('linear', 'survey') and f.figure_state = 'known'
),
share as (
    select
        *, (reached - nought * denominator) * direction as above,
        (full_mark - nought) * denominator * direction as span
    from whole
)
select
    programme_id, period_id, unit_id, criterion_code,
    cast(unit * cast(
        case
            when above <= 0 then 0
            when above >= span then most
            else (most * (above + above) + span) // nullif(span + span, 0)
        end as decimal(27, 0)
    ) as decimal(18, 9)) as points
from share
