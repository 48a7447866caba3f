-- What honest ranks and scenarios need: mirrors of data files, replaced as a whole.

-- how much each field weighs in each draw; a field that always weighs the same has the same factor
-- in all of them
create table core_weight_draw (
    programme_id varchar not null, draw integer not null, criterion_code varchar not null,
    factor bigint not null, rank_scale hugeint not null
);
-- from which share of what applies a class is reached, where the document prints it
create table core_class_bound (
    class_scheme_id varchar not null, band_code varchar not null, lower_pct decimal(18, 9),
    is_lower_included boolean not null, is_lowest boolean not null
);
-- the most that a reported figure can be
create table core_figure_limit (
    programme_id varchar not null, measure_code varchar not null, maximum decimal(18, 9) not null
);
