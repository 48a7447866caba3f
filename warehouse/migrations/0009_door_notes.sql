-- What the door noted of an accepted workbook: how much of it was read, and which cells were mended
-- on the screen, beside the digest of the user's own file. Append-only like every fact.

create table raw_submission__reading (
    submission_id varchar not null, sheet_count integer not null, row_count integer not null,
    figure_count integer not null, criterion_count integer not null,
    criterion_asked integer not null, revision bigint not null
);

create table raw_submission__mend (
    submission_id varchar not null, original_sha256 varchar not null,
    original_name varchar not null, sheet varchar not null, cell varchar not null,
    written varchar not null, typed varchar not null, revision bigint not null
);
