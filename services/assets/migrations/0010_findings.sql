-- The findings about a skipped file, as fields. They decide its fixes. An earlier release stored `mend` instead.
alter table skipped_files add column findings jsonb;
alter table past_skips add column findings jsonb;
