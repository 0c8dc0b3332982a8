-- Finds the removed asset of a file that was moved while its bucket was listed, and was seen under neither key.
create index former_assets_by_content on former_assets (organization_id, dataset_id, etag, size_bytes)
where why = 'REMOVED';
