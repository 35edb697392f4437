#!lua
-- Brings a conversation back from the archive: creates what is absent, raises what is older than the archive.
local session, sent, leases, waiting, open, closed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local visitor, held = KEYS[7], KEYS[8]
local id, head, status, fence, ttl, archive = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), cjson.decode(ARGV[6])
local sends = cjson.decode(ARGV[7])

local current = redis.call('HMGET', session, 'head', 'fence', 'rev', 'holder')
if current[1] and number_of(current[1]) >= head then
  return { 'present' }
end
if current[4] and current[4] ~= '' and current[4] ~= archive.holder then
  -- The set of a holder whom the archive does not know is put right by the next renewal.
  redis.call('ZREM', leases, id)
end
for field, value in pairs(archive) do
  redis.call('HSET', session, field, value)
end
-- A fence that was given out after the last archived event is passed over by the clock.
local next_fence = math.max(fence, number_of(current[2]))
redis.call('HSET', session, 'id', id, 'status', status, 'head', head, 'fence', whole(next_fence),
  'rev', math.max(number_of(current[3]), head * 2) + 1000, 'archived', head)
for field, value in pairs(sends) do
  redis.call('HSETNX', sent, field, value)
end
if status == 'closed' then
  redis.call('ZREM', open, id)
  redis.call('ZREM', waiting, id)
  redis.call('ZREM', leases, id)
  redis.call('ZADD', closed, whole(now), id)
  return { 'restored' }
end
redis.call('ZREM', closed, id)
redis.call('ZADD', open, whole(now), id)
redis.call('HSET', visitor, 'session', id)
redis.call('PERSIST', visitor)
if archive.holder ~= '' then
  redis.call('HSET', session, 'lease_until', whole(now + ttl))
  redis.call('ZADD', leases, whole(now + ttl), id)
  redis.call('ZREM', waiting, id)
  redis.call('SADD', held, id)
else
  redis.call('HSET', session, 'lease_until', 0)
  redis.call('ZADD', waiting, archive.queued_at or whole(now), id)
end
return { 'restored' }
