#!lua flags=allow-oom
-- Moves one side's watermarks forward, never back; the agents' side by its holder alone. Unread follows from it.
local session, log, signals = KEYS[1], KEYS[2], KEYS[3]
local id, side, agent = ARGV[1], ARGV[2], ARGV[3]
local delivered, read = tonumber(ARGV[4]), tonumber(ARGV[5])
local signals_max = ARGV[6]

-- Anchored, for an answer in the form of `opened` may look like anything.
local VISITOR_MESSAGE = '^{"session_id":"[^"]*","seq":%d+,"kind":"message","ts":%d+,"author":{"type":"visitor"'

local mark = side == 'visitor' and 'v_' or 'a_'
local state = redis.call('HMGET', session, 'head', mark .. 'delivered', mark .. 'read', 'holder', 'v_last')
if not state[1] then
  return { 'missing' }
end
if side == 'agent' and state[4] ~= agent then
  return { 'ok' }
end
local head = number_of(state[1])
read = math.max(math.min(read, head), number_of(state[3]))
delivered = math.max(math.min(delivered, head), number_of(state[2]), read)
if read == number_of(state[3]) and delivered == number_of(state[2]) then
  return { 'ok' }
end
redis.call('HSET', session, mark .. 'delivered', delivered, mark .. 'read', read)
redis.call('HINCRBY', session, 'rev', 1)
if side == 'agent' then
  local unread = 0
  if read < number_of(state[5]) then
    for _, entry in ipairs(redis.call('XRANGE', log, (read + 1) .. '-0', '+')) do
      if string.find(entry[2][2], VISITOR_MESSAGE) then
        unread = unread + 1
      end
    end
  end
  redis.call('HSET', session, 'unread', unread)
end
redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'seen', 's', id, 'd',
  '{"side":"' .. side .. '","delivered":' .. delivered .. ',"read":' .. read .. '}')
return { 'ok' }
