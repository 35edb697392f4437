#!lua flags=allow-oom
-- Takes or keeps a single-handed duty for `ttl` ms. Answers 1 to whoever has it now.
local lease = KEYS[1]
local owner, ttl = ARGV[1], ARGV[2]

local current = redis.call('GET', lease)
if current and current ~= owner then
  return 0
end
redis.call('SET', lease, owner, 'PX', ttl)
return 1
