-- Which objects belong to the connection, as it was when the run started: KeyRule of shared/patterns. Null: all of
-- them.
alter table sync_runs add column key_rule jsonb;
