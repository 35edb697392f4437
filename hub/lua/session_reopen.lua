#!lua
-- An agent opens a closed conversation again and holds it; not while the visitor has another open one.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
local open, closed, visitor = KEYS[8], KEYS[9], KEYS[10]
at.id = ARGV[1]
local agent, ttl = ARGV[2], tonumber(ARGV[3])

local state = redis.call('HMGET', at.session, 'status', 'holder', 'fence', 'reopened_seq')
if not state[1] then
  return { 'missing' }
end
if state[1] ~= 'closed' then
  if state[2] == agent and state[4] then
    return { 'ok', tonumber(state[4]), tonumber(state[3]) }
  end
  return refuse_with_holder(state[2] ~= '' and 'lock_held' or 'conflict', at.session)
end
local other = redis.call('HGET', visitor, 'session')
if other and other ~= '' and other ~= at.id then
  return { 'conflict' }
end
local seq = append_event(at, 'reopened', say_agent(at.agents, agent, '{}'))
redis.call('HSET', at.session, 'queued_at', stamp, 'reopened_seq', seq)
redis.call('HDEL', at.session, 'closed_at', 'closed_seq')
redis.call('HSET', visitor, 'session', at.id)
redis.call('PERSIST', visitor)
redis.call('ZREM', closed, at.id)
redis.call('ZADD', open, stamp, at.id)
return { 'ok', seq, hold(at, agent, 'taken', ttl, agent) }
