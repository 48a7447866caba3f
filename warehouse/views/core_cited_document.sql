-- Every number of a document that a unit cites as evidence, in one spelling (spaces, letter case
-- and leading noughts do not count). Only the number leaves the text around it.
with found as (
    select
        programme_id, period_id, unit_id, criterion_code, submission_id, place_key, file_name,
        sheet, cell,
        unnest(regexp_extract_all(
            regexp_replace(lower(nfc_normalize(value_text)), '\s*([\x2f-])\s*', '\1', 'g'),
            '[0-9]+\p{L}*(?:\x2f[0-9]{4})?\x2f\p{L}[\p{L}0-9.&-]*'
        )) as document
    from core_evidence
)
select * replace (rtrim(ltrim(document, '0'), '.-') as document) from found
