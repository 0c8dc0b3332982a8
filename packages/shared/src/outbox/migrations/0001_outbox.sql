-- Messages that are to be sent once the transaction that wrote them is durable; sent in order of id, then deleted.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  headers jsonb not null,
  -- Plain storage of compressed JSON is read once and deleted: lz4 costs a fifth of pglz to write.
  data text compression lz4 not null
);
