-- Lineage of units, and what inspectors are shown: mirrors of data files, replaced as a whole.
-- Days from which a successor stands for its predecessor, and which share of it: all of it unless
-- it was split, nothing known (null) where no share is declared.

drop table core_unit_link;
create table core_unit_link (
    predecessor_id varchar not null, successor_id varchar not null, kind varchar not null,
    changed_on date not null, weight_pct decimal(18, 9), is_ours boolean not null,
    weight_basis varchar, source varchar not null
);
-- the names that a unit bore before the present one, and what gave it the next name
create table core_unit_name (
    unit_id varchar not null, name varchar not null, kind varchar not null,
    valid_from date, valid_to date not null, next_name varchar not null,
    changed_on date not null, changed_by varchar not null, weight_pct decimal(18, 9) not null
);
-- the columns of the workbook's sheets
create table core_form_column (
    table_code varchar not null, column_code varchar not null, label varchar not null,
    value_type varchar not null, is_document boolean not null, is_restricted boolean not null
);
-- one row: from where on each sign is shown, and when a due day ends in UTC
create table core_signal_limit (
    document_units decimal(18, 9) not null, document_rows decimal(18, 9) not null,
    round_divisor bigint not null, round_least_value decimal(18, 9) not null,
    round_least_figures decimal(18, 9) not null, round_share decimal(18, 9) not null,
    last_hours bigint not null, due_day_ends_utc bigint not null,
    last_hours_changed decimal(18, 9) not null,
    maximum_least_criteria decimal(18, 9) not null, maximum_share decimal(18, 9) not null,
    jump_figure_change decimal(18, 9) not null, jump_criterion_share decimal(18, 9) not null
);
