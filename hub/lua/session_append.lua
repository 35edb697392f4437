#!lua
-- Messages and notes: each brings five keys and ten words, and has a reply of its own. What a hub hears of in one turn
-- is appended in one run, which costs Redis less than a run for each.
local EACH_KEYS, EACH_ARGV = 5, 10

local function change(changed, field, value)
  changed[#changed + 1], changed[#changed + 2] = field, value
end

-- A known client_id is answered first: it was accepted, whatever has happened since.
local function append(k, a)
  local at = { session = KEYS[k + 1], log = KEYS[k + 2], firehose = KEYS[k + 3] }
  local sent, open = KEYS[k + 4], KEYS[k + 5]
  at.id = ARGV[a + 1]
  local kind, side, author, client_id, fence = ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6]
  local rest, preview = ARGV[a + 7], ARGV[a + 8]
  local interval, burst = tonumber(ARGV[a + 9]), tonumber(ARGV[a + 10])

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
  local place = whole(seq)
  -- What changes of the conversation, in one command: it is most of what a message costs here.
  local changed = { 'head', place, 'rev', number_of(state[3]) + 1 }
  if side == 'visitor' then
    if interval > 0 then
      local wait, tat = limit(state[4], interval, burst)
      if wait > 0 then
        return { 'rate_limited', wait }
      end
      change(changed, 'tat', whole(tat))
    end
    change(changed, 'v_last', place)
    change(changed, 'unread', number_of(state[5]) + 1)
  end
  if kind == 'message' then
    change(changed, 'last', '{"seq":' .. place .. ',"ts":' .. stamp .. ',"kind":"message",' .. preview .. '}')
    redis.call('ZADD', open, stamp, at.id)
  end
  write_event(at, place, kind, rest)
  redis.call('HSET', at.session, unpack(changed))
  redis.call('HSET', sent, field, place .. ':' .. stamp)
  return { 'ok', seq, now }
end

local replies = {}
for i = 0, #KEYS / EACH_KEYS - 1 do
  local _, reply = pcall(append, i * EACH_KEYS, i * EACH_ARGV)
  replies[i + 1] = type(reply) == 'table' and reply or { err = tostring(reply) }
end
return replies
