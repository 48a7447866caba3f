-- What a board of points counts for a unit. The roots only: a part is already inside the sum above
-- it.
select
    u.programme_id, u.period_id, u.unit_id, u.group_code, u.family,
    case
        when s.missing_count = 0 and s.applicable_count > 0
            then cast(s.points as decimal(38, 9))
    end as score,
    cast(s.maximum as decimal(38, 9)) as maximum,
    cast(u.met_count as decimal(38, 9)) as met_count,
    case when s.missing_count = 0 then cast(s.points as decimal(38, 9)) end as total_points,
    cast(s.low_points as decimal(38, 9)) as low_score,
    cast(s.high_points as decimal(38, 9)) as high_score,
    s.is_provisional, u.receipt_code, u.received_at, u.is_late,
    case
        when u.is_awaited then 'no_hand_in'
        when s.applicable_count = 0 then 'nothing_applies'
        when s.known_count = 0 then 'no_result'
        when s.missing_count > 0 then 'incomplete'
    end as excluded_reason
from core_board_unit as u
join core_part_total as s using (programme_id, period_id, unit_id)
where s.depth = 0
