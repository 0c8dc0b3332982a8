-- What the listing told of an object at its last verdict: the storage class in which it is archived, null for an object
-- that can be read. Rows of earlier releases have null, so an archived object is compared once more.
alter table known_objects add column archived_in text;
-- Why the object has no asset. Null for an asset, and for a skipped object of an earlier release.
alter table known_objects add column skip_reason text;
create index known_objects_skipped on known_objects (connection_id, skip_reason, object_key) where not is_asset;

-- The storage class of each archived object of a batch, by key; null for none. Needed until the batch is tallied.
alter table run_batches add column archived jsonb;
