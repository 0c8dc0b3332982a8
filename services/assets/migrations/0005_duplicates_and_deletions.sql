-- Finds assets by ETag and size: duplicates and renamed files. The last column orders the copies. For 120,000 assets
-- with random ETags the index takes 13 MB, and they are ingested 2 % slower.
alter table assets alter column etag type text collate "C";
create index assets_by_content on assets (dataset_id, etag, size_bytes, id);

-- Assets that a user deleted. They are marked here until they are deleted in portions.
create table asset_deletions (
  organization_id text collate "C" not null,
  asset_id uuid not null,
  dataset_id uuid not null,
  primary key (organization_id, asset_id)
);
create index deleted_datasets on datasets (deleted_at) where deleted_at is not null;
