#!lua flags=allow-oom
-- A visitor's first socket on a hub came, or the last one left; says so when the visitor as a whole came or left.
local visitor, session, visitors, signals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local visitor_id, id, hub, arrives, keep, signals_max = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1', ARGV[5], ARGV[6]

local member = visitor_id .. '|' .. id .. '@' .. hub
local field = 'hub:' .. hub .. ':' .. id
if arrives then
  redis.call('SADD', visitors, member)
  redis.call('HSET', visitor, field, '1')
  redis.call('PERSIST', visitor)
else
  redis.call('SREM', visitors, member)
  redis.call('HDEL', visitor, field)
  if not redis.call('HGET', visitor, 'session') and count_sockets(visitor) == 0 then
    redis.call('PEXPIRE', visitor, keep)
  end
end
if redis.call('EXISTS', session) == 0 then
  return { 'missing' }
end
-- Counted anew each time, for the hash may have left Redis and come back while the visitor was here.
local before, online = number_of(redis.call('HGET', session, 'online')), count_sockets(visitor, id)
redis.call('HSET', session, 'online', online)
if (before > 0) ~= (online > 0) then
  redis.call('HINCRBY', session, 'rev', 1)
  redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'presence', 's', id, 'd', '{}')
end
return { 'ok' }
