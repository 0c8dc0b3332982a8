-- Ids of arguments are in lower case now. Until then a dataset could be named in capital letters.
update connections set dataset_id = lower(dataset_id) where dataset_id <> lower(dataset_id);

-- A connection that was removed by an id in capital letters kept its principal in IAM. The rows do not tell which ones
-- did, so the sweep deletes the principal of each removed connection again: deleting what is gone succeeds.
update connections set principal_state = 'READY'
where removed_at is not null and principal_state = 'REMOVED' and principal_arn like '%:role/ext-' || id::text;
