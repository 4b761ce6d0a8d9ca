-- The index of times holds the minute only: entries of one minute lie in the order of their sequences, so nearly all new
-- ones come in at the end. The division cuts towards zero, as Java's does, and keeps the order.
drop index entry_at;
create index entry_minute on entry (at / 60000) where kind = 'EVENT';
