-- Rows of the history are deleted by their age.
create index applied_batches_by_age on applied_batches (applied_at);
create index past_skips_by_age on past_skips (last_skipped_at);
