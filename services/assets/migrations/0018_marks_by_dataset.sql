-- The marked assets of a dataset are found without reading those of others, and so is the next dataset that has some.
-- An asset is in one dataset, so its mark is as unique as before.
alter table asset_deletions
  drop constraint asset_deletions_pkey,
  add primary key (organization_id, dataset_id, asset_id);
