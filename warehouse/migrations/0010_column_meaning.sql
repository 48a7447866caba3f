-- What a person said a column of result tables means, by the words of its heading: append-only, the
-- newest counts; without a column_code it is revoked.
create table core_column_meaning (
    dataset_id varchar not null, heading_key varchar not null, heading varchar not null,
    column_code varchar, actor varchar not null, account varchar, recorded_at timestamp not null,
    revision bigint not null
);
