#!lua flags=allow-oom
-- An agent takes a conversation by hand. Its holder gets the same fence again, so several tabs are one agent.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
at.id = ARGV[1]
local agent, ttl, may_expire = ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'

local state = redis.call('HMGET', at.session, 'status', 'holder', 'fence', 'lease_until')
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
if state[2] ~= '' then
  if may_expire and number_of(state[4]) <= now then
    return { 'expired', state[2] }
  end
  return refuse_with_holder('lock_held', at.session)
end
return { 'ok', hold(at, agent, 'taken', ttl, agent) }
