#!lua flags=allow-oom
-- Gives one waiting conversation to whoever is next. Answers 'assigned' and the agent, or why nobody took it.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3], leases = KEYS[4], waiting = KEYS[5], agents = KEYS[6] }
local presence = KEYS[7]
at.id = ARGV[1]
local ttl = tonumber(ARGV[2])
local options = { mode = ARGV[3], default = ARGV[4], fresh = tonumber(ARGV[5]), rest = tonumber(ARGV[6]) }
local candidates, helds = read_candidates(8, 7)

if redis.call('HGET', at.session, 'status') ~= 'waiting' then
  redis.call('ZREM', at.waiting, at.id)
  return { 'gone' }
end
local chosen, why = choose(at.session, at.agents, presence, options, candidates, helds)
if not chosen then
  return { why }
end
at.held = helds[chosen]
hold(at, candidates[chosen], 'auto', ttl, '')
return { 'assigned', candidates[chosen] }
