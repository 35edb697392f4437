#!lua flags=allow-oom
-- Ends a conversation. `expected` is the holder whose set was passed; `idle_before` > 0 closes only what has been
-- silent since. A repeat is answered with the seq of the first `closed`.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
local open, closed, visitor = KEYS[8], KEYS[9], KEYS[10]
at.id = ARGV[1]
local by, agent, fence, expected, idle_before, keep = ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7]
local author = ARGV[8]

local state = redis.call('HMGET', at.session, 'status', 'holder', 'closed_seq', 'v_delivered', 'v_read', 'a_delivered', 'a_read')
if not state[1] then
  return { 'missing' }
end
if state[1] == 'closed' then
  return { 'ok', tonumber(state[3]) }
end
if by == 'agent' and not holds(at.session, agent, fence) then
  return refuse_with_holder('lock_lost', at.session)
end
if state[2] ~= expected then
  return { 'changed' }
end
if idle_before > 0 and number_of(redis.call('ZSCORE', open, at.id)) > idle_before then
  return { 'conflict' }
end
if state[2] ~= '' then
  drop(at, 'closed', agent)
end
local data = '{"by":"' .. by .. '","agent_id":' .. (agent ~= '' and cjson.encode(agent) or 'null')
  .. ',"seen":{"visitor":{"delivered":' .. (state[4] or 0) .. ',"read":' .. (state[5] or 0)
  .. '},"agent":{"delivered":' .. (state[6] or 0) .. ',"read":' .. (state[7] or 0) .. '}}}'
local seq = append_event(at, 'closed', (agent ~= '' and say_agent(at.agents, agent, data)) or (author .. data))
redis.call('HSET', at.session, 'status', 'closed', 'closed_at', stamp, 'closed_seq', seq)
redis.call('ZREM', open, at.id)
redis.call('ZREM', at.waiting, at.id)
redis.call('ZADD', closed, stamp, at.id)
free_visitor(visitor, at.id, keep)
return { 'ok', seq }
