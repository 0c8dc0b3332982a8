-- Finds the removed connections whose skipped files are still to be moved to past_skips.
create index removed_connections on connections (removed_at) where removed_at is not null;
