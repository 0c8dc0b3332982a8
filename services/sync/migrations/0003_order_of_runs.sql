-- The order of a connection's runs, by which assets recognizes a stale batch. A run is inserted only after the one
-- before it has ended, so its number is greater.
alter table sync_runs add column ordinal bigint not null generated always as identity;
