-- The data of a large bundle is packed by zstd. It was a third of what PostgreSQL wrote in a first sync.
alter table outbox_bundles
  alter column data drop not null,
  add column packed bytea,
  -- The data's length before packing. Null in rows of an earlier release.
  add column data_bytes integer,
  add check (num_nonnulls(data, packed) = 1);
alter table outbox_bundles alter column packed set storage external;

-- A packed bundle shows as many messages as it holds, without their data.
create or replace view outbox_messages as
select bundle.id, line.position, topic, headers,
  case jsonb_typeof(keys) when 'string' then keys #>> '{}' else keys ->> (line.position - 1)::integer end as key,
  case when packed is null then line.data end as data
from outbox_bundles bundle,
  -- An empty text would have no line at all.
  string_to_table(coalesce(bundle.data, repeat(E'-\n', message_count - 1) || '-'), E'\n')
    with ordinality as line (data, position)
union all
select id, 1, topic, headers, key, data from outbox;
