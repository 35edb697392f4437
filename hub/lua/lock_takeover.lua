#!lua flags=allow-oom
-- A lead takes the conversation from whoever holds it. `expected` is the holder whose set was passed.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
local held_next = KEYS[8]
at.id = ARGV[1]
local agent, expected, ttl = ARGV[2], ARGV[3], tonumber(ARGV[4])
at.address = ARGV[5]

local state = redis.call('HMGET', at.session, 'status', 'holder', 'fence')
if not state[1] then
  return { 'missing' }
end
if state[1] == 'closed' then
  return { 'session_closed' }
end
if state[2] == agent then
  redis.call('HSET', at.session, 'lease_until', whole(now + ttl))
  redis.call('ZADD', at.leases, whole(now + ttl), at.id)
  return { 'ok', tonumber(state[3]) }
end
if state[2] ~= expected then
  return { 'changed' }
end
if state[2] ~= '' then
  drop(at, 'takeover', agent)
end
at.held = held_next
return { 'ok', hold(at, agent, 'takeover', ttl, agent) }
