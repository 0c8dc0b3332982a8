-- Messages to be sent once the transaction that wrote them is durable. They are sent in the order of id and then
-- deleted.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  headers jsonb not null,
  data text not null
);
-- A message is written, read once and deleted within a second: compression would be the most expensive part of that.
alter table outbox alter column data set storage external;
