-- A row for each message cost PostgreSQL as much as the message's asset. A bundle holds the messages of one kind that a
-- transaction sends together. Rows of the table outbox are of the previous release; they are sent first.
create table outbox_bundles (
  id bigint generated always as identity primary key,
  topic text not null,
  -- Of the first message. The others differ in ce_id, which counts up, and in ce_subject, their key.
  headers jsonb not null,
  -- The key of all messages as a string, or the key of each in an array.
  keys jsonb not null,
  message_count integer not null,
  -- The JSON of each message, one a line.
  data text not null
);
alter table outbox_bundles alter column data set storage external;

-- For people: the messages that wait to be sent, in their order.
create view outbox_messages as
select bundle.id, line.position, topic, headers,
  case jsonb_typeof(keys) when 'string' then keys #>> '{}' else keys ->> (line.position - 1)::integer end as key,
  line.data
from outbox_bundles bundle, string_to_table(bundle.data, E'\n') with ordinality as line (data, position)
union all
select id, 1, topic, headers, key, data from outbox;
