#!lua flags=allow-oom
-- Forgets a dead hub whose visitors were swept up; not one that has come back meanwhile.
local hubs = KEYS[1]
local hub = ARGV[1]

if redis.call('HGET', hubs, hub) == '{"at":0}' then
  redis.call('HDEL', hubs, hub)
end
return { 'ok' }
