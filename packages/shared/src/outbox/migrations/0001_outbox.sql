-- Messages that are to be sent once the transaction that wrote them is durable; sent in order of id, then deleted.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  headers jsonb not null,
  data text not null
);
-- A message is written, read once and deleted within a second: compressing it would be the dearest part of that.
alter table outbox alter column data set storage external;
