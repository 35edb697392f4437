#!lua flags=allow-oom
-- Forgets agents' presences and tails that have said nothing for too long. Answers the hubs that are gone: each is
-- answered again until hub_forget says that its visitors were swept up.
local hubs, tails, presence, signals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local hub_fresh, tail_fresh, agent_fresh, signals_max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

local gone = {}
local entries = redis.call('HGETALL', hubs)
for i = 1, #entries, 2 do
  if number_of(string.match(entries[i + 1], '"at":(%d+)')) < now - hub_fresh then
    redis.call('HSET', hubs, entries[i], '{"at":0}')
    gone[#gone + 1] = entries[i]
  end
end
local places = redis.call('HGETALL', tails)
for i = 1, #places, 2 do
  if number_of(string.match(places[i + 1], '^(%d+):')) < now - tail_fresh then
    redis.call('HDEL', tails, places[i])
  end
end
local stale = redis.call('ZREMRANGEBYSCORE', presence, '-inf', '(' .. whole(now - agent_fresh))
if stale > 0 then
  redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'agents', 's', '', 'd', '{}')
end
return gone
