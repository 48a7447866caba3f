-- Facts are append-only; rule and unit tables mirror the data files and are replaced as a whole.
-- No sequence, no index, no reliance on keys: the same tables must live on a lake (TECH 2).
-- Moments are naive UTC. Exact figures are DECIMAL(18, 9).

create table meta_revision (
    revision bigint not null, recorded_at timestamp not null, actor varchar not null,
    action varchar not null, detail varchar
);
create table meta_rulebook (
    rulebook_id varchar not null, kind varchar not null, sha256 varchar not null,
    text varchar not null, revision bigint not null
);
create table meta_source (name varchar not null, sha256 varchar not null);

create table core_unit (
    unit_id varchar not null, unit_code varchar not null, name varchar not null,
    kind varchar not null, province_code varchar, parent_id varchar,
    valid_from date, valid_to date, source varchar not null, sort_order integer not null
);
create table core_unit_code (
    unit_id varchar not null, system varchar not null, code varchar not null,
    valid_from date, valid_to date
);
create table core_unit_link (
    predecessor_id varchar not null, successor_id varchar not null, kind varchar not null
);

create table core_choice (
    list_code varchar not null, choice_code varchar not null, label varchar not null,
    choice_order integer not null
);
create table core_class_band (
    class_scheme_id varchar not null, band_code varchar not null, label varchar not null,
    band_order integer not null
);
create table core_programme (
    programme_id varchar not null, family varchar not null, title varchar not null,
    short_title varchar not null, class_scheme_id varchar, criteria_set_id varchar,
    is_ranking_ours boolean not null, ranking_note varchar not null,
    has_workbook boolean not null,
    programme_order integer not null
);
create table core_programme_group (
    programme_id varchar not null, group_code varchar not null, label varchar not null,
    group_order integer not null
);
create table core_programme_unit (
    programme_id varchar not null, group_code varchar not null, unit_id varchar not null,
    unit_code varchar not null, unit_name varchar not null, unit_order integer not null
);
create table core_period (
    programme_id varchar not null, period_id varchar not null, label varchar not null,
    year integer not null, series varchar not null, period_order integer not null,
    starts_on date not null, ends_on date not null, due_on date
);
create table core_ranking_key (
    programme_id varchar not null, key_order integer not null, key_kind varchar not null,
    measure_code varchar, unit_scale decimal(18, 0) not null, rank_scale hugeint not null
);
create table core_measure (
    programme_id varchar not null, measure_code varchar not null, label varchar not null,
    source_kind varchar not null, value_type varchar not null, table_code varchar,
    scale integer not null, rank_scale hugeint not null, when_zero varchar,
    measure_order integer not null
);
create table core_measure_column (
    programme_id varchar not null, measure_code varchar not null, role varchar not null,
    column_code varchar not null
);
create table core_condition (
    programme_id varchar not null, condition_code varchar not null,
    condition_order integer not null, subject varchar not null, label varchar not null,
    asks varchar not null, rule_kind varchar not null, measure_code varchar, op varchar,
    threshold decimal(18, 9), near_margin decimal(18, 9), band_code varchar,
    table_code varchar, min_order integer, judged_by varchar,
    combine varchar, already_first varchar, no_base varchar,
    applies_measure varchar, applies_equals varchar, applies_text varchar,
    cite varchar not null, is_ours boolean not null, note varchar
);
-- the figures of a condition that looks at several of them
create table core_condition_measure (
    programme_id varchar not null, condition_code varchar not null, measure_code varchar not null
);
create table core_criteria_set (
    criteria_set_id varchar not null, title varchar not null, maximum decimal(18, 9) not null,
    decimals integer not null, published_total varchar, published_rank varchar,
    met_from_pct decimal(18, 9) not null, near_from_pct decimal(18, 9) not null,
    pct_scale integer not null, lights_note varchar not null
);
create table core_criterion (
    criteria_set_id varchar not null, criterion_code varchar not null, parent_code varchar,
    name varchar not null, maximum decimal(18, 9) not null, kind varchar not null,
    criterion_order integer not null, depth integer not null, cite varchar, note varchar
);
-- every criterion with the leaves below it (a leaf is its own leaf)
create table core_criterion_leaf (
    criteria_set_id varchar not null, criterion_code varchar not null, leaf_code varchar not null
);

create table raw_submission__file (
    submission_id varchar not null, receipt_code varchar not null, kind varchar not null,
    dataset_id varchar not null, period_id varchar not null, unit_id varchar,
    file_name varchar not null, sha256 varchar not null, size_bytes bigint not null,
    actor varchar not null, received_at timestamp not null, due_on date,
    is_late boolean not null, is_sample boolean not null, source_note varchar,
    layer varchar not null, cell_count integer not null, revision bigint not null
);
create table raw_submission__cell (
    submission_id varchar not null, sheet varchar not null, row_no integer not null,
    column_no integer not null, cell varchar not null, kind varchar not null, text varchar not null
);
create table core_observation (
    submission_id varchar not null, dataset_id varchar not null, period_id varchar not null,
    unit_id varchar not null, layer varchar not null, table_code varchar not null,
    row_no integer not null, column_code varchar not null, value_text varchar,
    value_num decimal(18, 9), value_date date, sheet varchar not null, cell varchar not null,
    revision bigint not null
);

-- What the views judged, kept so that screens read and never judge: rebuilt by the same views for
-- every programme whose data, rules or views change, in the transaction that changes them.
create table judged_observation (
    submission_id varchar not null, dataset_id varchar not null, period_id varchar not null,
    unit_id varchar not null, layer varchar not null, table_code varchar not null,
    row_no integer not null, column_code varchar not null, value_text varchar,
    value_num decimal(18, 9), value_date date, sheet varchar not null, cell varchar not null,
    revision bigint not null
);
create table judged_verdict (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    group_code varchar not null, criterion_code varchar not null, criterion_order integer not null,
    state varchar not null, is_near boolean not null, reason_code varchar not null,
    numerator decimal(38, 9), denominator decimal(38, 9), value_text varchar, gap_count bigint,
    points decimal(38, 9), maximum decimal(38, 9)
);
create table judged_total (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    group_code varchar not null, family varchar not null, score decimal(38, 9),
    maximum decimal(38, 9), met_count decimal(38, 9), total_points decimal(38, 9),
    receipt_code varchar, received_at timestamp, is_late boolean not null,
    excluded_reason varchar
);
create table judged_rank (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    group_code varchar not null, order_keys decimal(38, 9)[] not null, rank bigint not null,
    is_tied boolean not null, ranked_count bigint not null
);
