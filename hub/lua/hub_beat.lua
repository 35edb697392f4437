#!lua flags=allow-oom
-- A hub says that it lives, where its tail stands and which agents are with it. Answers 'new' to one that had been
-- swept away (or never was): it has to announce its sockets again.
local hubs, tails, presence = KEYS[1], KEYS[2], KEYS[3]
local hub, state, tail = ARGV[1], ARGV[2], ARGV[3]

local before = redis.call('HGET', hubs, hub)
local known = before and before ~= '{"at":0}'
redis.call('HSET', hubs, hub, '{"at":' .. stamp .. ',' .. state .. '}')
redis.call('HSET', tails, hub, stamp .. ':' .. tail)
for i = 4, #ARGV do
  redis.call('ZADD', presence, stamp, ARGV[i] .. '@' .. hub)
end
return { known and 'known' or 'new' }
