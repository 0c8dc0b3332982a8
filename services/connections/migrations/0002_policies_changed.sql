-- The bucket or the prefix was corrected since the last check: AWS may still hold the policies of before.
alter table connections add column policies_changed boolean not null default false;
