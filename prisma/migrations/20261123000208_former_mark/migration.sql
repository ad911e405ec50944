-- Keyed hash of the number of a deleted account: on its own row, and on an account that was made with this number later.
alter table users add column former_mark text;
create index users_former_mark on users (former_mark) where former_mark is not null;
