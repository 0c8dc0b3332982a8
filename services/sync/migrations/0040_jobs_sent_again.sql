-- When the job of a queued run was sent last; null when it was sent with the request only.
alter table sync_runs add column job_sent_at timestamptz;
create index queued_runs on sync_runs (requested_at) where state = 'QUEUED';
