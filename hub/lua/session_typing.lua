#!lua flags=allow-oom
-- Says that somebody types; on the agents' side only the holder does.
local session, signals = KEYS[1], KEYS[2]
local id, side, agent, data, signals_max = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local state = redis.call('HMGET', session, 'status', 'holder')
if not state[1] then
  return { 'missing' }
end
if state[1] == 'closed' then
  return { 'session_closed' }
end
if side == 'agent' and state[2] ~= agent then
  return refuse_with_holder('lock_lost', session)
end
redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'typing', 's', id, 'd', data)
return { 'ok' }
