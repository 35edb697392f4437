#!lua flags=allow-oom
-- Ends a lease that has run out: for the sweeper, and for the next claimer.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
at.id = ARGV[1]
local holder = ARGV[2]

local state = redis.call('HMGET', at.session, 'holder', 'lease_until')
if not state[1] or state[1] == '' then
  redis.call('ZREM', at.leases, at.id)
  return { 'gone' }
end
if state[1] ~= holder then
  return { 'changed' }
end
if number_of(state[2]) > now then
  redis.call('ZADD', at.leases, state[2], at.id)
  return { 'alive' }
end
drop(at, 'expired', '')
queue(at)
return { 'expired' }
