#!lua flags=allow-oom
-- A dead letter has been archived after all: takes it away, closes its hole, and raises the archived seq up to the
-- next hole. ARGV[4] is how far the conversation is folded.
local dead, gaps, session = KEYS[1], KEYS[2], KEYS[3]
local letter, id, seq, applied = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local left = {}
for gap in string.gmatch(redis.call('HGET', gaps, id) or '', '%d+') do
  if gap ~= seq then
    left[#left + 1] = gap
    applied = math.min(applied, tonumber(gap) - 1)
  end
end
if #left > 0 then
  redis.call('HSET', gaps, id, table.concat(left, ' '))
else
  redis.call('HDEL', gaps, id)
end
redis.call('XDEL', dead, letter)
local before = redis.call('HGET', session, 'archived')
if redis.call('EXISTS', session) == 1 and applied > (tonumber(before or 0) or 0) then
  redis.call('HSET', session, 'archived', string.format('%.0f', applied))
end
return 'ok'
