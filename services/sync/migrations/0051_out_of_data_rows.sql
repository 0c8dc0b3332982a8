-- The organization has too few data rows left for any new asset, as the assets service answered the opening of the run.
-- The run then does not read files again that wait for data rows.
alter table sync_runs add column is_out_of_data_rows boolean not null default false;
