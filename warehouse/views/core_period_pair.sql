-- Every period of a programme beside every earlier one, group by group: judged by the same
-- criteria or not, ranked among the same units or not.
select
    e.programme_id, e.period_id, b.period_id as earlier_period_id,
    e.ends_on, b.ends_on as earlier_ends_on, g.group_code,
    ns.criteria <> es.criteria or ns.rules_sha256 <> es.rules_sha256 as has_other_rules,
    coalesce(nb.peer_count, 0) as peer_count, coalesce(eb.peer_count, 0) as earlier_peer_count,
    case
        when nb.peers is null then 'no_board'
        when eb.peers is null then 'no_earlier_board'
        when nb.peers <> eb.peers then 'other_peers'
    end as board_reason
from core_period as e
join core_period as b on b.programme_id = e.programme_id and b.ends_on < e.ends_on
join core_programme_group as g on g.programme_id = e.programme_id
left join core_period_scale as ns
    on ns.programme_id = e.programme_id and ns.period_id = e.period_id
left join core_period_scale as es
    on es.programme_id = e.programme_id and es.period_id = b.period_id
left join core_board_peers as nb
    on nb.programme_id = e.programme_id and nb.period_id = e.period_id
    and nb.group_code = g.group_code
left join core_board_peers as eb
    on eb.programme_id = e.programme_id and eb.period_id = b.period_id
    and eb.group_code = g.group_code
