#!lua flags=allow-oom
-- Prolongs the holder's lease, also a late one that nobody overtook; with a negative ttl only shortens it to that,
-- unless the holder is back by now.
local session, leases, held, presence = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, agent, ttl, fresh = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local state = redis.call('HMGET', session, 'holder', 'lease_until', 'fence')
if state[1] ~= agent then
  redis.call('SREM', held, id)
  return { 'lock_lost' }
end
local lease_until = now + math.abs(ttl)
if ttl < 0 then
  if read_present(presence, fresh)[agent] then
    return { 'ok', tonumber(state[3]) }
  end
  lease_until = math.min(lease_until, number_of(state[2]))
end
redis.call('HSET', session, 'lease_until', whole(lease_until))
redis.call('ZADD', leases, whole(lease_until), id)
return { 'ok', tonumber(state[3]) }
