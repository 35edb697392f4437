#!lua flags=allow-oom
-- Moves an entry that cannot be archived to the dead letters and remembers the hole that it leaves.
local lease, firehose, dead, gaps, archiver = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local token, group, id = ARGV[1], ARGV[2], ARGV[3]
local session, seq, kind, event, reason, tries = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local alarms = tonumber(ARGV[10])

if redis.call('GET', lease) ~= token then
  return 'lost'
end
redis.call('XADD', dead, '*', 's', session, 'n', seq, 'k', kind, 'e', event, 'reason', reason, 'tries', tries,
  'entry', id)
if session ~= '' and tonumber(seq) then
  local known = redis.call('HGET', gaps, session) or ''
  if not string.find(' ' .. known .. ' ', ' ' .. seq .. ' ', 1, true) then
    redis.call('HSET', gaps, session, known == '' and seq or known .. ' ' .. seq)
  end
end
if id ~= '' then
  redis.call('XACK', firehose, group, id)
end
redis.call('HINCRBY', archiver, 'alarms', alarms)
return 'ok'
