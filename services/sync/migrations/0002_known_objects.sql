-- What is known of each object of a connection's bucket after its last verdict; compared with every listing. The order
-- is that of S3: by the bytes of the UTF-8 key. An object that did not change is never written.
create table known_objects (
  connection_id uuid not null,
  object_key text collate "C" not null,
  organization_id text not null,
  etag text not null,
  size_bytes bigint not null,
  -- Null when the verdict stands until the object changes; else the reason for which it is looked at again.
  unsettled_reason text,
  -- An asset was made of it: a new version of it needs no data row.
  is_asset boolean not null,
  primary key (connection_id, object_key)
);
