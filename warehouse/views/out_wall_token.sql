-- Every token of a wall screen, and whether it still opens one.
select
    m.token_id, m.label, m.token_sha256, m.actor, m.recorded_at, m.revision,
    g.actor as revoked_by, g.recorded_at as revoked_at, g.token_id is null as is_valid
from core_wall_token as m
left join core_wall_token as g on g.token_id = m.token_id and g.action = 'revoke'
where m.action = 'create'
