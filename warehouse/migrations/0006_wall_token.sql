-- Tokens of wall screens: made and revoked, append-only; only a token's digest is kept.

create table core_wall_token (
    token_id varchar not null, action varchar not null, label varchar not null,
    token_sha256 varchar, actor varchar not null, recorded_at timestamp not null,
    revision bigint not null
);
