#!lua flags=allow-oom
-- A visitor's first socket on a hub came, or the last one left; says so when the visitor as a whole came or left.
local visitor, session, visitors, signals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local visitor_id, id, hub, arrives, keep, signals_max = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1', ARGV[5], ARGV[6]

local member = visitor_id .. '|' .. id .. '@' .. hub
local field = 'hub:' .. hub .. ':' .. id
local changed
if arrives then
  redis.call('SADD', visitors, member)
  changed = redis.call('HSET', visitor, field, '1')
else
  redis.call('SREM', visitors, member)
  changed = redis.call('HDEL', visitor, field)
end
if changed == 0 then
  return { 'same' }
end
local hubs = redis.call('HINCRBY', visitor, 'hubs', arrives and 1 or -1)
if arrives then
  redis.call('PERSIST', visitor)
elseif hubs <= 0 then
  redis.call('HDEL', visitor, 'hubs')
  if not redis.call('HGET', visitor, 'session') then
    redis.call('PEXPIRE', visitor, keep)
  end
end
if redis.call('EXISTS', session) == 0 then
  return { 'changed' }
end
local online = redis.call('HINCRBY', session, 'online', arrives and 1 or -1)
if online == (arrives and 1 or 0) then
  redis.call('HINCRBY', session, 'rev', 1)
  redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'presence', 's', id, 'd', '{}')
end
return { 'changed' }
