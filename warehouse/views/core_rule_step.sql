-- Scales: the first step that the figure reaches, or that the day is not later than; else the
-- points otherwise given.
with reached as (
    select
        f.programme_id, f.period_id, f.unit_id, f.criterion_code,
        min(r.otherwise_points) as otherwise_points,
        min_by(s.points, s.step_order) filter (
            where case
                when f.rule_kind = 'tiers' and s.op = '>=' then
                    f.numerator * f.scale >= s.bound * f.denominator
                when f.rule_kind = 'tiers' then
                    f.numerator * f.scale > s.bound * f.denominator
                else date_diff(
                    'day',
                    make_date(e.year + r.due_year_offset, r.due_month, r.due_day), f.value_date
                ) <= s.days
            end
        ) as step_points
    from core_rule_figure as f
    join core_point_rule as r using (criteria_set_id, criterion_code)
    join core_point_step as s using (criteria_set_id, criterion_code)
    join core_period as e using (programme_id, period_id)
    where f.rule_kind in ('tiers', 'deadline') and f.figure_state = 'known'
    group by f.programme_id, f.period_id, f.unit_id, f.criterion_code
)
select
    programme_id, period_id, unit_id, criterion_code,
    coalesce(step_points, otherwise_points) as points
from reached
