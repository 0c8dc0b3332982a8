-- Of the known objects at the start of the run, those that are assets. A run that started in an earlier release counts
-- every known object as an asset, as that release did.
alter table sync_runs add column known_assets_before bigint not null default 0;
update sync_runs set known_assets_before = known_before;
