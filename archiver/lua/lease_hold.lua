#!lua flags=allow-oom
-- Takes or prolongs the lease; answers 0 when another holds it. A process takes over from a former term of its own,
-- but a request of a former term that was long under way takes nothing from a later one.
local lease = KEYS[1]
local owner, term, ttl = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local holder = redis.call('GET', lease)
if holder then
  local holding, of_term = string.match(holder, '^(.*)/(%d+)$')
  if holding ~= owner or tonumber(of_term) > term then
    return 0
  end
end
local token = owner .. '/' .. ARGV[2]
redis.call('SET', lease, token, 'PX', ttl)
return 1
