-- What is known of a skipped file, as fields: its fixes are chosen by them. `mend` is what an earlier release stored
-- instead.
alter table skipped_files add column findings jsonb;
alter table past_skips add column findings jsonb;
