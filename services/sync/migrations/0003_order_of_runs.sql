-- The order of a connection's runs. The assets service recognizes stale batches by it. A run is inserted only after the
-- previous run has ended, so its number is greater.
alter table sync_runs add column ordinal bigint not null generated always as identity;
