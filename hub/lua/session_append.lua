#!lua
-- A message or note. A known client_id is answered first: it was accepted, whatever has happened since.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3] }
local sent, open = KEYS[4], KEYS[5]
at.id = ARGV[1]
local kind, side, author, client_id, fence = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local rest, preview = ARGV[7], ARGV[8]
local interval, burst = tonumber(ARGV[9]), tonumber(ARGV[10])

local field = side .. ':' .. author .. ':' .. client_id
local known = redis.call('HGET', sent, field)
if known then
  local seq, ts = string.match(known, '^(%d+):(%d+)$')
  return { 'ok', tonumber(seq), tonumber(ts) }
end
local state = redis.call('HMGET', at.session, 'status', 'head', 'rev', 'tat', 'unread')
if not state[1] then
  return { 'missing' }
end
if state[1] == 'closed' then
  return { 'session_closed' }
end
if side == 'agent' and kind == 'message' and not holds(at.session, author, fence) then
  return refuse_with_holder('lock_lost', at.session)
end
local seq = number_of(state[2]) + 1
-- What changes of the conversation, in one command: it is most of what a message costs here.
local changed = { 'head', seq, 'rev', number_of(state[3]) + 1 }
local function change(field, value)
  changed[#changed + 1], changed[#changed + 2] = field, value
end
if side == 'visitor' then
  if interval > 0 then
    local wait, tat = limit(state[4], interval, burst)
    if wait > 0 then
      return { 'rate_limited', wait }
    end
    change('tat', whole(tat))
  end
  change('v_last', seq)
  change('unread', number_of(state[5]) + 1)
end
if kind == 'message' then
  change('last', '{"seq":' .. seq .. ',"ts":' .. whole(now) .. ',"kind":"message",' .. preview .. '}')
  redis.call('ZADD', open, whole(now), at.id)
end
write_event(at, seq, kind, rest)
redis.call('HSET', at.session, unpack(changed))
redis.call('HSET', sent, field, seq .. ':' .. whole(now))
return { 'ok', seq, now }
