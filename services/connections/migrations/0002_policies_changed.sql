-- The bucket or the prefix was corrected after the last check, and AWS may still hold the earlier policies.
alter table connections add column policies_changed boolean not null default false;
