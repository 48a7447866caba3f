-- Who did what: versions of a hand-in that were approved or withdrawn, and the chain of all actions.
-- Accounts themselves live in a file of their own (DECISIONS): no secret is in what readers get.

alter table core_programme add column approval varchar;
-- the account that handed in (null: the command line), and a digest of the figures alone
alter table raw_submission__file add column account varchar;
alter table raw_submission__file add column content_sha256 varchar;

-- append-only: a version approved by the head of its unit, or withdrawn with a reason
create table raw_submission__step (
    submission_id varchar not null, step varchar not null, actor varchar not null,
    account varchar, reason varchar, recorded_at timestamp not null, revision bigint not null
);
-- each revision sealed together with all before it
create table meta_chain (
    revision bigint not null, account varchar, role varchar not null, sha256 varchar not null
);
