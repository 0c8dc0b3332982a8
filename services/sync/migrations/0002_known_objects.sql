-- Each object of a connection's bucket as of its last verdict. Every listing is compared with these rows. Keys sort as
-- in S3: by the bytes of their UTF-8. The row of an unchanged object is not written.
create table known_objects (
  connection_id uuid not null,
  object_key text collate "C" not null,
  organization_id text not null,
  etag text not null,
  size_bytes bigint not null,
  -- Null when the verdict holds until the object changes; otherwise the reason to inspect it again.
  unsettled_reason text,
  -- The object is an asset: a new version of it needs no data row.
  is_asset boolean not null,
  primary key (connection_id, object_key)
);
