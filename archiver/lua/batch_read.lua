#!lua flags=allow-oom
-- Hands the leader its own pending entries behind `after`, or new ones when `after` is '>'. The one consumer is
-- shared by all leaders, so a read by a former leader would hide entries from the present one: it gets none.
local lease, firehose = KEYS[1], KEYS[2]
local token, group, consumer, count, after = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if redis.call('GET', lease) ~= token then
  return 'lost'
end
local read = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', count, 'STREAMS', firehose, after)
return read and read[1] and read[1][2] or {}
