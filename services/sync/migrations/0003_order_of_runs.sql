-- The order of a connection's runs, by which assets tells a batch that comes too late. A run is inserted only when the one
-- before it has ended, so its number is the greater one.
alter table sync_runs add column ordinal bigint not null generated always as identity;
