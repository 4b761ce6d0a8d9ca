-- What the history knows of itself: the sequence up to which it has counted, and the last time it believed.
create table history (name text primary key, value integer not null) without rowid;

create table station (id integer primary key, name text not null unique);

-- One row for each station and bin. "at" is the minute since 1970, for an hour the one in which it begins, for a day
-- the number of the local date. Time comes first: rows arrive, are read and are pruned in its order. queue_size and
-- failed_syncs are the highest seen in the bin, day_scans and day_synced the last of the day so far.
create table minute (
  at           integer not null,
  station      integer not null,
  events       integer not null default 0,
  scans        integer not null default 0,
  syncs        integer not null default 0,
  sms          integer not null default 0,
  errors       integer not null default 0,
  warnings     integer not null default 0,
  queue_size   integer,
  failed_syncs integer,
  day_scans    integer,
  day_synced   integer,
  primary key (at, station)
) without rowid;

create table hour (
  at           integer not null,
  station      integer not null,
  events       integer not null default 0,
  scans        integer not null default 0,
  syncs        integer not null default 0,
  sms          integer not null default 0,
  errors       integer not null default 0,
  warnings     integer not null default 0,
  queue_size   integer,
  failed_syncs integer,
  day_scans    integer,
  day_synced   integer,
  primary key (at, station)
) without rowid;

create table day (
  at           integer not null,
  station      integer not null,
  events       integer not null default 0,
  scans        integer not null default 0,
  syncs        integer not null default 0,
  sms          integer not null default 0,
  errors       integer not null default 0,
  warnings     integer not null default 0,
  queue_size   integer,
  failed_syncs integer,
  day_scans    integer,
  day_synced   integer,
  primary key (at, station)
) without rowid;
