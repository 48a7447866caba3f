-- Why a figure that differs much from the period before is right all the same: given with the file,
-- for this very value; append-only like every fact.

create table raw_submission__reason (
    submission_id varchar not null, confirm_code varchar not null, finding_code varchar not null,
    sheet varchar not null, cell varchar not null, value_text varchar not null,
    reason varchar not null, revision bigint not null
);
