-- Run once by the PostgreSQL image, on an empty volume: a database of its own for each service.
create database bucket_sync_connections;
create database bucket_sync_sync;
create database bucket_sync_assets;
