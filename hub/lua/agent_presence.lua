#!lua flags=allow-oom
-- An agent's first socket on a hub came, or the last one left. Answers whether the agent is still somewhere.
local presence, signals = KEYS[1], KEYS[2]
local agent, hub, arrives, fresh, signals_max = ARGV[1], ARGV[2], ARGV[3] == '1', tonumber(ARGV[4]), ARGV[5]

local before = read_present(presence, fresh)[agent]
if arrives then
  redis.call('ZADD', presence, stamp, agent .. '@' .. hub)
else
  redis.call('ZREM', presence, agent .. '@' .. hub)
end
local after = read_present(presence, fresh)[agent]
if before ~= after then
  redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'agents', 's', '', 'd', '{}')
end
return { after and 'here' or 'away' }
