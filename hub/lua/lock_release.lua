#!lua flags=allow-oom
-- The holder gives the conversation back to the queue, and is not given it again at once.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
at.id = ARGV[1]
local agent, fence = ARGV[2], ARGV[3]

local state = redis.call('HMGET', at.session, 'status', 'released_by', 'released_fence')
if not state[1] then
  return { 'missing' }
end
if state[2] == agent and state[3] == fence then
  return { 'ok' }
end
if state[1] == 'closed' then
  return { 'session_closed' }
end
if not holds(at.session, agent, fence) then
  return refuse_with_holder('lock_lost', at.session)
end
drop(at, 'released', agent)
redis.call('HSET', at.session, 'released_by', agent, 'released_at', stamp, 'released_fence', fence)
queue(at)
return { 'ok' }
