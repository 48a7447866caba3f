-- Of each leaf the highest layer, and of it the latest. A file alone in its dataset and period has
-- no rival to be ranked against. Points that a unit writes on a leaf which a rule scores are no
-- entry; they only take back an earlier word that it does not apply.
select * from core_point_row
where is_alone and not (is_scored_by_rule and layer = 'self' and value_num is not null)
union all
select * from core_point_row
where not is_alone
qualify row_number() over (
    partition by programme_id, period_id, unit_id, criterion_code
    order by layer_order desc, revision desc
) = 1 and not (is_scored_by_rule and layer = 'self' and value_num is not null)
