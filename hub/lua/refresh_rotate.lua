#!lua flags=allow-oom
-- One step of a family of refresh tokens: the current generation moves on, a second showing at the same moment
-- (another tab, a lost answer) gets the same successor, anything older ends the family.
local family = KEYS[1]
local generation = tonumber(ARGV[1])
local grace_ms = tonumber(ARGV[2])
local ttl_ms = tonumber(ARGV[3])

local current = tonumber(redis.call('HGET', family, 'generation'))
if not current then
  return {'unknown'}
end

local agent = redis.call('HGET', family, 'agent_id')
local version = redis.call('HGET', family, 'token_version')

if generation >= current then
  -- Above it: Redis was put back to an older state; the signature says that the token is ours.
  redis.call('HSET', family, 'generation', generation + 1, 'rotated_at', stamp)
  redis.call('PEXPIRE', family, ttl_ms)
  return {'ok', agent, version, tostring(generation + 1)}
end

local rotated_at = tonumber(redis.call('HGET', family, 'rotated_at'))
if generation == current - 1 and now - rotated_at <= grace_ms then
  return {'ok', agent, version, tostring(current)}
end

redis.call('DEL', family)
return {'reused', agent}
