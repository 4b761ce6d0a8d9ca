create table entry (
  sequence integer primary key autoincrement,
  epoch    integer not null,
  kind     text    not null,
  station  text    not null,
  type     text    not null,
  at       integer not null,
  key      text,
  json     blob    not null
);
create unique index entry_key on entry (station, key) where key is not null;
create index entry_at on entry (at) where kind = 'EVENT';
create table document (name text primary key, json text not null) without rowid;
create table epoch (number integer primary key, first integer not null);
