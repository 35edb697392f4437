#!lua
-- Opens a conversation, with the form's first message, and gives it to an agent: all or nothing.
-- A repeated opening, or a visitor whose conversation is still open, is answered with that conversation.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6] }
local sent, open, visitor, opening, rate, erased, presence = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13]
at.id = ARGV[1]
local visitor_id, repeatable, opening_ttl = ARGV[2], ARGV[3] == '1', ARGV[4]
local details, form, opened_rest = ARGV[5], ARGV[6], ARGV[7]
local message_rest, preview, client_id = ARGV[8], ARGV[9], ARGV[10]
local interval, burst, ttl = tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13])
local options = { mode = ARGV[14], default = ARGV[15], fresh = tonumber(ARGV[16]), rest = tonumber(ARGV[17]) }
local candidates, helds = read_candidates(14, 18)

if redis.call('EXISTS', erased) == 1 then
  return { 'unauthorized' }
end
local known = (repeatable and redis.call('GET', opening)) or redis.call('HGET', visitor, 'session')
if known and known ~= '' then
  if repeatable then
    redis.call('SET', opening, known, 'PX', opening_ttl)
  end
  return { 'repeated', known }
end
if interval > 0 then
  local wait, tat = limit(redis.call('GET', rate), interval, burst)
  if wait > 0 then
    return { 'rate_limited', wait }
  end
  redis.call('SET', rate, whole(tat), 'PX', whole(math.max(tat - now, 1)))
end
if repeatable then
  redis.call('SET', opening, at.id, 'PX', opening_ttl)
end
redis.call('HSET', visitor, 'session', at.id)
redis.call('PERSIST', visitor)
redis.call('HSET', at.session, 'id', at.id, 'status', 'waiting', 'visitor', details, 'visitor_id', visitor_id,
  'form', form, 'head', 0, 'rev', 0, 'holder', '', 'fence', 0, 'lease_until', 0, 'unread', 0, 'archived', 0,
  'opened_at', stamp, 'queued_at', stamp, 'tags', '[]')
append_event(at, 'opened', opened_rest)
if message_rest ~= '' then
  local seq = append_event(at, 'message', message_rest)
  redis.call('HSET', sent, 'visitor:' .. visitor_id .. ':' .. client_id, seq .. ':' .. stamp)
  redis.call('HSET', at.session, 'v_last', seq, 'unread', 1, 'last',
    '{"seq":' .. seq .. ',"ts":' .. stamp .. ',"kind":"message",' .. preview .. '}')
end
redis.call('ZADD', open, stamp, at.id)
-- Whoever waits already is served first: then this one queues, and the desk looks at the queue.
local chosen = redis.call('ZCARD', at.waiting) == 0
  and choose(at.session, at.agents, presence, options, candidates, helds)
if chosen then
  at.held = helds[chosen]
  hold(at, candidates[chosen], 'auto', ttl, '')
else
  queue(at)
end
return { 'opened', at.id }
