#!lua flags=allow-oom
-- Deletes the keys of a conversation that is closed and lies whole in the archive. Answers 1 when they are
-- gone, 0 when they are still needed, 2 when it was opened again and does not belong into `closed`.
local lease, session, log, sent, closed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local token, id = ARGV[1], ARGV[2]

if redis.call('GET', lease) ~= token then
  return 'lost'
end
local state = redis.call('HMGET', session, 'status', 'archived', 'head')
if state[1] and state[1] ~= 'closed' then
  redis.call('ZREM', closed, id)
  return 2
end
if state[1] and (tonumber(state[2] or 0) or 0) < (tonumber(state[3] or 0) or 0) then
  return 0
end
redis.call('DEL', session, log, sent)
redis.call('ZREM', closed, id)
return 1
