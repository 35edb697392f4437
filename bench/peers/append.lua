#!lua
-- Appends one message to a conversation: its number and time, the same ones for a repeat.
local session, log, firehose, sent, open = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local id, client_id, said = ARGV[1], ARGV[2], ARGV[3]

local known = redis.call('HGET', sent, client_id)
if known then
  local seq, ts = known:match('(%d+):(%d+)')
  return {tonumber(seq), tonumber(ts)}
end
local time = redis.call('TIME')
local ts = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
local seq = redis.call('HINCRBY', session, 'head', 1)
local event = '{"session_id":"' .. id .. '","seq":' .. seq .. ',"ts":' .. ts .. ',' .. said:sub(2)
redis.call('HSET', session, 'last', event)
redis.call('XADD', log, seq .. '-0', 'e', event)
redis.call('XADD', firehose, '*', 's', id, 'n', seq, 'e', event)
redis.call('HSET', sent, client_id, seq .. ':' .. ts)
redis.call('ZADD', open, ts, id)
return {seq, tonumber(ts)}
