-- The rule for which objects belong to the connection, as of the run's start: KeyRule of shared/patterns. Null includes
-- all objects.
alter table sync_runs add column key_rule jsonb;
