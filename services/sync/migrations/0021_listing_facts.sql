-- The storage class of an archived object, as listed at its last verdict. It is null for an object that can be read.
-- Rows of earlier releases have null, so the next sync inspects their archived objects again.
alter table known_objects add column archived_in text;
-- Why the object has no asset. Null for an asset, and for an object that an earlier release skipped.
alter table known_objects add column skip_reason text;
create index known_objects_skipped on known_objects (connection_id, skip_reason, object_key) where not is_asset;

-- The storage class of each archived object of a batch, by key; null when it has none. It is used until the batch is
-- tallied.
alter table run_batches add column archived jsonb;
