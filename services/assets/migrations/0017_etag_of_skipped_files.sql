-- The repair script leaves a file alone that is not the inspected one any more: a turn of a picture that was turned
-- meanwhile would put it on its head. Null for files that an earlier release skipped.
alter table skipped_files add column etag text;
