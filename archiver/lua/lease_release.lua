#!lua flags=allow-oom
-- Gives the lease up if it is still this one's.
local lease = KEYS[1]
local token = ARGV[1]

if redis.call('GET', lease) == token then
  redis.call('DEL', lease)
end
return 1
