-- The complete vocabulary. Rule tables and judged tables are made anew from files and facts, so they
-- are replaced; facts stay as they are.

drop table core_programme;
create table core_programme (
    programme_id varchar not null, family varchar not null, title varchar not null,
    short_title varchar not null, class_scheme_id varchar, criteria_set_id varchar,
    is_ranking_ours boolean not null, ranking_note varchar not null,
    has_workbook boolean not null, programme_order integer not null
);
-- whose observations a programme reads: its own, and those of its criteria set
create table core_programme_dataset (programme_id varchar not null, dataset_id varchar not null);
create table core_target_unit (
    programme_id varchar not null, criterion_code varchar not null, unit_id varchar not null,
    unit_code varchar not null, unit_name varchar not null
);
drop table core_period;
create table core_period (
    programme_id varchar not null, period_id varchar not null, label varchar not null,
    year integer not null, series varchar not null, period_order integer not null,
    starts_on date not null, ends_on date not null, due_on date, is_base boolean not null
);
drop table core_measure;
create table core_measure (
    programme_id varchar not null, measure_code varchar not null, label varchar not null,
    source_kind varchar not null, value_type varchar not null, table_code varchar,
    scale integer not null, rank_scale hugeint not null, when_zero varchar,
    numerator_words varchar, denominator_words varchar, measure_order integer not null
);
drop table core_measure_column;
create table core_measure_column (
    programme_id varchar not null, measure_code varchar not null, role varchar not null,
    column_code varchar not null, worth decimal(18, 9) not null
);
drop table core_condition;
create table core_condition (
    programme_id varchar not null, condition_code varchar not null,
    condition_order integer not null, subject varchar not null, label varchar not null,
    asks varchar not null, rule_kind varchar not null, measure_code varchar, op varchar,
    threshold decimal(18, 9), near_margin decimal(18, 9), band_code varchar,
    table_code varchar, min_order integer, judged_by varchar,
    combine varchar, already_first varchar, no_base varchar,
    peers_measure varchar, tier integer, tiers integer, better_counts boolean,
    inherited_condition varchar,
    applies_measure varchar, applies_equals varchar, applies_text varchar,
    about varchar, is_scored boolean not null,
    cite varchar not null, is_ours boolean not null, note varchar
);
-- the figures of a condition that looks at several: ranks (each with the figure that says whether
-- it is assigned to the unit) and values
drop table core_condition_measure;
create table core_condition_measure (
    programme_id varchar not null, condition_code varchar not null, role varchar not null,
    measure_code varchar not null, assigned_measure varchar
);
drop table core_criteria_set;
create table core_criteria_set (
    criteria_set_id varchar not null, title varchar not null, maximum decimal(18, 9) not null,
    decimals integer not null, published_total varchar, published_rank varchar,
    is_appraised boolean not null, leaf_count integer not null,
    met_from_pct decimal(18, 9) not null, near_from_pct decimal(18, 9) not null,
    pct_scale integer not null, lights_note varchar not null
);
drop table core_criterion;
create table core_criterion (
    criteria_set_id varchar not null, criterion_code varchar not null, parent_code varchar,
    name varchar not null, maximum decimal(18, 9) not null, kind varchar not null,
    role varchar not null, weight decimal(18, 9), is_survey boolean not null,
    is_leaf boolean not null,
    unit_scale decimal(18, 0) not null, unit decimal(18, 9) not null,
    criterion_order integer not null, depth integer not null, cite varchar, note varchar
);
-- the leaves of each programme's criteria set beside all that their verdict needs: wide, because
-- millions of points meet it
create table core_leaf (
    programme_id varchar not null, criterion_code varchar not null, parent_code varchar not null,
    depth integer not null, role varchar not null, is_scored_by_rule boolean not null,
    maximum decimal(18, 9) not null, weight decimal(18, 9), unit_scale decimal(18, 0) not null,
    is_survey boolean not null, is_appraised boolean not null,
    met_from_pct decimal(18, 9) not null, near_from_pct decimal(18, 9) not null,
    pct_scale integer not null
);
create table core_point_rule (
    criteria_set_id varchar not null, criterion_code varchar not null, rule_kind varchar not null,
    measure_code varchar, table_code varchar, column_code varchar,
    yes_points decimal(18, 9), no_points decimal(18, 9), otherwise_points decimal(18, 9),
    zero_at decimal(18, 9), full_at decimal(18, 9), each_points decimal(18, 9),
    due_day integer, due_month integer, due_year_offset integer,
    min_answers integer, when_small varchar, rule_text varchar not null
);
-- the steps of a scale, of lateness, or of what a row is worth
create table core_point_step (
    criteria_set_id varchar not null, criterion_code varchar not null, step_order integer not null,
    op varchar, bound decimal(18, 9), days integer, choice_code varchar,
    points decimal(18, 9) not null
);
create table core_uncertainty (
    programme_id varchar not null, weight_pct decimal(18, 9) not null, draws integer not null,
    seed bigint not null, low_pct integer not null, high_pct integer not null, note varchar not null
);

-- which files count, and whether a file is the only one of its dataset and period
create table judged_file (
    submission_id varchar not null, kind varchar not null, dataset_id varchar not null,
    period_id varchar not null, unit_id varchar, layer varchar not null,
    layer_order integer not null, revision bigint not null, is_alone boolean not null
);
-- the files that each programme's judged periods rest on
create table judged_live_file (
    programme_id varchar not null, submission_id varchar not null, period_id varchar not null,
    layer varchar not null, layer_order integer not null, revision bigint not null,
    is_alone boolean not null
);
create table judged_measure (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    measure_code varchar not null, numerator decimal(38, 9), denominator decimal(38, 9),
    value_text varchar, value_date date
);
create table judged_rule_point (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    criterion_code varchar not null, points decimal(18, 9), missing_state varchar,
    is_not_applicable boolean not null, reason_code varchar not null,
    numerator decimal(38, 9), denominator decimal(38, 9), value_text varchar
);
-- conditions, targets, and the sums of a criteria set; its leaves are read from their own figures
drop table judged_verdict;
create table judged_verdict (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    subject varchar not null, criterion_code varchar not null,
    state varchar not null, is_near boolean not null, reason_code varchar not null,
    numerator decimal(38, 9), denominator decimal(38, 9), value_text varchar, gap_count bigint,
    points decimal(18, 9), maximum decimal(18, 9), low_points decimal(18, 9),
    high_points decimal(18, 9), layer varchar, is_provisional boolean not null
);
drop table judged_total;
create table judged_total (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    group_code varchar not null, family varchar not null, score decimal(38, 9),
    maximum decimal(38, 9), met_count decimal(38, 9), total_points decimal(38, 9),
    low_score decimal(38, 9), high_score decimal(38, 9), is_provisional boolean not null,
    receipt_code varchar, received_at timestamp, is_late boolean not null,
    excluded_reason varchar
);
create table judged_key (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    key_order integer not null, key_kind varchar not null, key_value decimal(38, 9)
);

-- a closed period: who, when, why, and the digests of its rules and of its data; append-only
create table core_closing (
    closing_id varchar not null, programme_id varchar not null, period_id varchar not null,
    action varchar not null, actor varchar not null, reason varchar not null,
    recorded_at timestamp not null, rules_sha256 varchar, data_sha256 varchar,
    board_sha256 varchar, revision bigint not null
);
create table sealed_verdict (
    closing_id varchar not null, unit_id varchar not null, subject varchar not null,
    criterion_code varchar not null, state varchar not null, is_near boolean not null,
    reason_code varchar not null, points decimal(18, 9), maximum decimal(18, 9)
);
create table sealed_board (
    closing_id varchar not null, unit_id varchar not null, group_code varchar not null,
    score decimal(38, 9), maximum decimal(38, 9), rank bigint, is_tied boolean,
    excluded_reason varchar
);
