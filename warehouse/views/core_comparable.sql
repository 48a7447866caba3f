-- Whether a unit's figures of a period may be set beside those of an earlier one: the unit stood
-- unchanged at both ends, judged by the same criteria, ranked among the same units. The reasons
-- against it as codes, the weightiest first.
with changed as (
    select unit_id, list(changed_on) as days from core_unit_change group by all
),
standing as (
    select
        p.*, u.unit_id, u.unit_code, u.unit_name, u.unit_order,
        s.valid_from, s.valid_to, s.stands_from, s.stands_to,
        list_max(list_filter(
            c.days, lambda day: day > p.earlier_ends_on and day <= p.ends_on
        )) as changed_on
    from core_period_pair as p
    join core_programme_unit as u using (programme_id, group_code)
    join core_unit_standing as s using (unit_id)
    left join changed as c using (unit_id)
)
select
    programme_id, period_id, earlier_period_id, group_code, unit_id, unit_code, unit_name,
    unit_order, valid_from, valid_to, changed_on, peer_count, earlier_peer_count,
    case when stands_from > earlier_ends_on then ['not_yet'] else [] end
    || case when stands_to < ends_on then ['ended'] else [] end
    || case when changed_on is not null then ['changed'] else [] end
    || case when has_other_rules then ['other_rules'] else [] end
    || case when board_reason is not null then [board_reason] else [] end as reason_codes
from standing
