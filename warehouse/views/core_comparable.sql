-- Whether a unit's figures of a period may be set beside those of an earlier one: the unit stood
-- unchanged at both ends, judged by the same criteria, ranked among the same units. The reasons
-- against it as codes, the weightiest first.
with changed as (
    select
        p.programme_id, p.period_id, p.earlier_period_id, c.unit_id,
        max(c.changed_on) as changed_on
    from core_unit_change as c
    join core_programme_unit as u using (unit_id)
    join core_period_pair as p using (programme_id, group_code)
    where c.changed_on > p.earlier_ends_on and c.changed_on <= p.ends_on
    group by all
)
select
    p.programme_id, p.period_id, p.earlier_period_id, p.group_code, u.unit_id, u.unit_code,
    u.unit_name, u.unit_order, s.valid_from, s.valid_to, c.changed_on,
    p.peer_count, p.earlier_peer_count,
    case when s.stands_from > p.earlier_ends_on then ['not_yet'] else [] end
    || case when s.stands_to < p.ends_on then ['ended'] else [] end
    || case when c.changed_on is not null then ['changed'] else [] end
    || case when p.has_other_rules then ['other_rules'] else [] end
    || case when p.board_reason is not null then [p.board_reason] else [] end as reason_codes
from core_period_pair as p
join core_programme_unit as u using (programme_id, group_code)
join core_unit_standing as s using (unit_id)
left join changed as c using (programme_id, period_id, earlier_period_id, unit_id)
