#!lua flags=allow-oom
-- The holder hands over to a colleague who is online.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6], held = KEYS[7] }
local held_next, presence = KEYS[8], KEYS[9]
at.id = ARGV[1]
local agent, fence, receiver = ARGV[2], ARGV[3], ARGV[4]
local ttl, fresh = tonumber(ARGV[5]), tonumber(ARGV[6])

local state = redis.call('HMGET', at.session, 'status', 'holder', 'transferred')
if not state[1] then
  return { 'missing' }
end
if state[2] == receiver and state[3] == agent .. ' ' .. fence then
  return { 'ok' }
end
if state[1] == 'closed' then
  return { 'session_closed' }
end
if not holds(at.session, agent, fence) then
  return refuse_with_holder('lock_lost', at.session)
end
local account = read_account(at.agents, receiver)
if receiver == agent or not account or not account.active or not read_present(presence, fresh)[receiver] then
  return { 'conflict' }
end
drop(at, 'transfer', agent)
at.held = held_next
hold(at, receiver, 'transfer', ttl, agent)
redis.call('HSET', at.session, 'transferred', agent .. ' ' .. fence)
return { 'ok' }
