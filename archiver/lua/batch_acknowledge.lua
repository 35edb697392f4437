#!lua flags=allow-oom
-- The batch lies safe in MongoDB: acknowledges its entries, raises the archived seq of its conversations where their
-- keys are still here, and notes the hours whose roll-up is out of date.
-- ARGV: token, group, the ms of the oldest entry, the numbers of entries, sessions and hours; then the entry ids; then
-- `<session id>`, `<seq>` for each of KEYS[6…]; then the hours.
local lease, firehose, gaps, touched, archiver = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local token, group, oldest = ARGV[1], ARGV[2], tonumber(ARGV[3])
local entries, sessions, hours = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

if redis.call('GET', lease) ~= token then
  return 'lost'
end
-- Lua's stack bears some thousands of arguments.
local AT_ONCE = 1000
local at = 6
for first = at + 1, at + entries, AT_ONCE do
  redis.call('XACK', firehose, group, unpack(ARGV, first, math.min(first + AT_ONCE - 1, at + entries)))
end
at = at + entries
for i = 1, sessions do
  local id, seq, session = ARGV[at + 2 * i - 1], tonumber(ARGV[at + 2 * i]), KEYS[5 + i]
  -- What could not be archived keeps the conversation's log: the archived seq stays below it.
  for gap in string.gmatch(redis.call('HGET', gaps, id) or '', '%d+') do
    seq = math.min(seq, tonumber(gap) - 1)
  end
  local before = redis.call('HGET', session, 'archived')
  if redis.call('EXISTS', session) == 1 and seq > (tonumber(before or 0) or 0) then
    redis.call('HSET', session, 'archived', string.format('%.0f', seq))
  end
end
at = at + 2 * sessions
for i = 1, hours do
  redis.call('HINCRBY', touched, ARGV[at + i], 1)
end
local clock = redis.call('TIME')
local lag = math.max(0, clock[1] * 1000 + math.floor(clock[2] / 1000) - oldest)
redis.call('HINCRBY', archiver, 'archived', entries)
if lag > (tonumber(redis.call('HGET', archiver, 'lag_peak_ms') or 0) or 0) then
  redis.call('HSET', archiver, 'lag_peak_ms', string.format('%.0f', lag))
end
return 'ok'
