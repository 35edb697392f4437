#!lua flags=allow-oom
-- The roll-up of an hour is up to date, unless the hour was touched again since its count was read.
local touched = KEYS[1]
local hour, count = ARGV[1], ARGV[2]

if redis.call('HGET', touched, hour) == count then
  redis.call('HDEL', touched, hour)
  return 1
end
return 0
