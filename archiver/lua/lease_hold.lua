#!lua flags=allow-oom
-- Takes or prolongs the lease; answers 0 when another holds it.
local lease = KEYS[1]
local token, ttl = ARGV[1], ARGV[2]

local holder = redis.call('GET', lease)
if holder and holder ~= token then
  return 0
end
redis.call('SET', lease, token, 'PX', ttl)
return 1
